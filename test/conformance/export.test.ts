// Export over a socket: what is asked for, what lies in the folder afterwards, and what is told (contract chapter 6).
import { createHash } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Tag } from '../../app/dicom/tag.ts';
import { ctImage } from '../fixtures/part10-builder.ts';
import { openTestStore } from './support/test-store.ts';
import type { Reply, TestStore } from './support/test-store.ts';

const p = '/v2/partitions/p';
const json = { 'Content-Type': 'application/json' };
const accept = { Accept: 'application/dicom; transfer-syntax=*' };

let store: TestStore;
let root: string;
let to: string;

beforeAll(async () => {
  store = await openTestStore();
  for (const study of ['1.1', '1.2']) await put(study);
});
afterAll(() => store.close());
beforeEach(async () => {
  root = await fs.realpath(await fs.mkdtemp(join(tmpdir(), 'export-')));
  to = join(root, 'to');
});
afterEach(() => fs.rm(root, { recursive: true, force: true }));

/** Two series of two images each. */
async function put(study: string, partition = p): Promise<void> {
  const files = [1, 2, 3, 4].map((number) => {
    const series = `${study}.${String(Math.ceil(number / 2))}`;
    return ctImage({
      studyInstanceUID: study,
      seriesInstanceUID: series,
      sopInstanceUID: `${series}.${String(number)}`,
      instanceNumber: number,
    });
  });
  expect((await store.store(`${partition}/studies`, files)).status).toBe(200);
}

const bodyOf = (values: unknown, settings: unknown = { path: to }) => ({
  source: { type: 'identifiers', settings: { values } },
  destination: { type: 'folder', settings },
});

function send(body: unknown, path = `${p}/export`): Promise<Reply> {
  return store.send('POST', path, {
    headers: json,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

interface State {
  readonly operationId: string;
  readonly status: string;
  readonly results: { exported: number; skipped: number; errorHref: string; folderHref?: string };
}

async function finished(reply: Reply): Promise<State> {
  expect(reply.status, reply.text).toBe(202);
  const { id } = reply.json as { id: string };
  for (;;) {
    const state = await store.get(`/v2/operations/${id}`);
    if (state.status === 200) return state.json as State;
    expect(state.status).toBe(202);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function treeOf(folder: string): Promise<readonly string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

async function errorsOf({ results }: State): Promise<readonly Record<string, string>[]> {
  const text = await fs.readFile(fileURLToPath(results.errorHref), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, string>);
}

describe('an export', () => {
  it('writes a study, a series and an instance byte for byte, each file once', async () => {
    const reply = await send(bodyOf(['1.1', '1.2/1.2.1', '1.2/1.2.2/1.2.2.3', '1.1/1.1.1']));
    const { id, href } = reply.json as { id: string; href: string };
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(href).toBe(`${store.url}/v2/operations/${id}`);
    expect(reply.headers.location).toBe(href);
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    const state = await finished(reply);
    const errorHref = expect.stringMatching(`^file:///.*/${id}/errors.log$`) as string;
    expect(state).toEqual({
      operationId: id,
      type: 'export',
      createdTime: expect.any(String) as string,
      lastUpdatedTime: expect.any(String) as string,
      status: 'succeeded',
      results: { exported: 7, skipped: 0, errorHref },
    });
    expect(await treeOf(join(to, id))).toEqual([
      'errors.log',
      'results/1.1/1.1.1/1.1.1.1.dcm',
      'results/1.1/1.1.1/1.1.1.2.dcm',
      'results/1.1/1.1.2/1.1.2.3.dcm',
      'results/1.1/1.1.2/1.1.2.4.dcm',
      'results/1.2/1.2.1/1.2.1.1.dcm',
      'results/1.2/1.2.1/1.2.1.2.dcm',
      'results/1.2/1.2.2/1.2.2.3.dcm',
    ]);
    expect(await fs.readdir(join(to, id))).toEqual(['errors.log', 'results']);
    expect(await errorsOf(state)).toEqual([]);
    const path = `${p}/studies/1.2/series/1.2.2/instances/1.2.2.3`;
    const stored = await store.send('GET', path, { headers: accept });
    const file = join(to, id, 'results/1.2/1.2.2/1.2.2.3.dcm');
    expect((await fs.readFile(file)).equals(stored.body)).toBe(true);
    expect((await fs.stat(file)).mode & 0o111).toBe(0);
    const v1 = (await store.get(`/v1/operations/${id}`)).json as State;
    expect(v1.status).toBe('completed');
  });

  it('skips and logs what is not there, each identifier once as it was asked for', async () => {
    const state = await finished(await send(bodyOf(['9.9', '1.1/9.9', '1.1/1.1.1/9', '9.9'])));
    expect(state).toMatchObject({ status: 'succeeded', results: { exported: 0, skipped: 3 } });
    const errors = await errorsOf(state);
    expect(errors.map(({ identifier }) => identifier).sort()).toEqual([
      '1.1/1.1.1/9',
      '1.1/9.9',
      '9.9',
    ]);
    for (const { timestamp, error } of errors) {
      expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
      expect(error).not.toBe('');
    }
  });

  it('skips and logs a file that is damaged or gone, and exports the others', async () => {
    const other = await openTestStore();
    const swapped = store;
    store = other;
    try {
      await put('2.1');
      await other.damageStoredFiles('truncate');
      await put('2.2');
      const state = await finished(await send(bodyOf(['2.1', '2.2'])));
      expect(state).toMatchObject({ status: 'succeeded', results: { exported: 4, skipped: 4 } });
      const named = (await errorsOf(state)).map(({ identifier }) => identifier).sort();
      expect(named[0]).toBe('2.1/2.1.1/2.1.1.1');
      expect(await treeOf(join(to, state.operationId, 'results'))).toHaveLength(4);
      await other.damageStoredFiles('remove');
      const again = await finished(await send(bodyOf(['2.2/2.2.1'])));
      expect(again).toMatchObject({ status: 'succeeded', results: { exported: 0, skipped: 2 } });
    } finally {
      store = swapped;
      await other.close();
    }
  });

  it('takes the latest version alone', async () => {
    await put('3.1');
    const change = { [Tag.PatientName]: { vr: 'PN', Value: [{ Alphabetic: 'Roe^Rita' }] } };
    const update = JSON.stringify({ studyInstanceUids: ['3.1'], changeDataset: change });
    const updating = { headers: json, body: update };
    await finished(await store.send('POST', `${p}/studies/$bulkUpdate`, updating));
    const { operationId } = await finished(await send(bodyOf(['3.1/3.1.1/3.1.1.1'])));
    const [file = ''] = await treeOf(join(to, operationId, 'results'));
    const bytes = await fs.readFile(join(to, operationId, 'results', file));
    expect(bytes.includes('Roe^Rita')).toBe(true);
  });

  it('keeps to its partition', async () => {
    await put('4.1', '/v2/partitions/q');
    const state = await finished(await send(bodyOf(['4.1'])));
    expect(state.results).toMatchObject({ exported: 0, skipped: 1 });
    const unknown = await send(bodyOf(['4.1']), '/v2/partitions/none/export');
    expect([unknown.status, unknown.text]).toEqual([
      400,
      "Specified PartitionName none doesn't exist.",
    ]);
    expect((await store.get('/v2/partitions')).text).not.toContain('none');
  });

  it('runs beside others, at every version, with names and types in any case', async () => {
    const body = {
      SOURCE: { Type: 'Identifiers', Settings: { VALUES: ['1.1'] } },
      Destination: { TYPE: 'FOLDER', settings: { PATH: to } },
    };
    const paths = ['/v1/partitions/p/export', '/partitions/p/export', `${p}/Export/`];
    const replies = await Promise.all(paths.map((path) => send(body, path)));
    expect(replies[0]?.headers.location).toContain(`${store.url}/v1/operations/`);
    expect(replies[1]?.headers.location).toContain(`${store.url}/v2/operations/`);
    for (const reply of replies) {
      expect((await finished(reply)).results).toMatchObject({ exported: 4, skipped: 0 });
    }
    expect(await fs.readdir(to)).toHaveLength(3);
  });

  it('writes all or nothing under names that are legal on media, when asked to', async () => {
    const settings = { path: to, layout: 'Media' };
    const state = await finished(await send(bodyOf(['1.1', '1.2/1.2.1'], settings)));
    expect(state).toMatchObject({ status: 'succeeded', results: { exported: 6, skipped: 0 } });
    expect(fileURLToPath(state.results.folderHref ?? '')).toBe(join(to, 'EXPORT01'));
    expect(await treeOf(join(to, 'EXPORT01'))).toHaveLength(6);
    const failed = await finished(await send(bodyOf(['1.1', '9.9'], settings)));
    expect(failed).toMatchObject({ status: 'failed', results: { problem: 'StudyNotFound' } });
    expect(await fs.readdir(to)).toEqual(['EXPORT01']);
  });
});

describe('what an export refuses', () => {
  const values = ['1.1'];
  const source = { type: 'identifiers', settings: { values } };
  const destination = () => ({ type: 'folder', settings: { path: to } });

  it.each([
    ['no source', () => ({ destination: destination() }), "The field 'Source' "],
    ['no destination', () => ({ source }), "The field 'Destination' "],
    [
      'another source',
      () => ({ source: { ...source, type: 'query' }, destination: destination() }),
      'Unexpected value',
    ],
    [
      'a source by number',
      () => ({ source: { ...source, type: 1 }, destination: destination() }),
      'Unexpected value',
    ],
    [
      'another destination',
      () => ({ source, destination: { ...destination(), type: 'azureBlob' } }),
      'Unexpected value',
    ],
    ['no values', () => bodyOf(undefined), "Missing value for property 'Values'."],
    ['empty values', () => bodyOf([]), "Missing value for property 'Values'."],
    ['no path', () => bodyOf(values, {}), "Missing value for property 'Path'."],
    ['another layout', () => bodyOf(values, { path: to, layout: 'x' }), 'Unexpected value'],
    ['a body that is a list', () => [], 'The request body must be a JSON object.'],
    ['no JSON', () => '{', ''],
    ['no body', () => '', 'A non-empty request body is required.'],
  ])('%s', async (_name, body, text) => {
    const reply = await send(body());
    expect(reply.status).toBe(400);
    expect(reply.text).toContain(text);
    await expect(fs.access(to)).rejects.toThrow();
  });

  it.each(['*', '', ' 1.1', '1.1/', '/1.1', '1.1/2/3/4', '1.1//2', 'a.b', '1.', 7, null])(
    'the identifier %j',
    async (identifier) => {
      const reply = await send(bodyOf(['1.1', identifier]));
      expect(reply.status).toBe(400);
      expect(reply.text).toContain('is not a valid DICOM identifier');
    },
  );

  it('a destination that is relative, a file, below one, or in the data directory', async () => {
    const [stored = ''] = await store.storedFiles();
    const dataDirectory = stored.slice(0, stored.indexOf('/blobs/'));
    const file = join(root, 'file');
    await fs.writeFile(file, 'mine');
    await fs.symlink(dataDirectory, join(root, 'link'));
    const before = await fs.readdir(dataDirectory);
    const places = [
      ...['to', './to', file, join(file, 'below'), '/proc/nothing/here'],
      ...[dataDirectory, join(dataDirectory, 'new'), join(root, 'link', 'new')],
    ];
    for (const path of places) {
      const reply = await send(bodyOf(values, { path }));
      expect([path, reply.status]).toEqual([path, 400]);
      expect(reply.text).not.toContain(root);
    }
    expect(await fs.readFile(file, 'utf8')).toBe('mine');
    expect(await fs.readdir(dataDirectory)).toEqual(before);
  });

  it('another type of body, or none', async () => {
    const body = JSON.stringify(bodyOf(values));
    const headers = { 'Content-Type': 'text/plain' };
    expect((await store.send('POST', `${p}/export`, { headers, body })).status).toBe(415);
    expect((await store.send('POST', `${p}/export`, { body })).status).toBe(415);
  });

  it('another method', async () => {
    const reply = await store.get(`${p}/export`);
    expect([reply.status, reply.headers.allow]).toEqual([405, 'POST']);
  });
});

describe('an export while the store is at work', () => {
  it('accounts for every instance that is stored, updated or removed meanwhile', async () => {
    for (const study of ['7.1', '7.2', '7.3']) await put(study);
    const change = { [Tag.PatientID]: { vr: 'LO', Value: ['NEW'] } };
    const update = JSON.stringify({ studyInstanceUids: ['7.1'], changeDataset: change });
    const [exporting, updating] = await Promise.all([
      send(bodyOf(['7.1', '7.2', '7.3'])),
      store.send('POST', `${p}/studies/$bulkUpdate`, { headers: json, body: update }),
      store.send('DELETE', `${p}/studies/7.2`),
      put('7.4'),
    ]);
    const state = await finished(exporting);
    await finished(updating);
    const files = await treeOf(join(to, state.operationId, 'results'));
    expect(state.results.exported).toBe(files.length);
    expect(await errorsOf(state)).toHaveLength(state.results.skipped);
    expect(files.filter((file) => file.startsWith('7.3'))).toHaveLength(4);
    for (const file of files.filter((one) => one.startsWith('7.3'))) {
      const [study = '', series = '', name = ''] = file.split('/');
      const path = `${p}/studies/${study}/series/${series}/instances/${name.replace('.dcm', '')}`;
      const stored = await store.send('GET', path, { headers: accept });
      const written = await fs.readFile(join(to, state.operationId, 'results', file));
      const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
      expect(hash(written)).toBe(hash(stored.body));
    }
  });
});
