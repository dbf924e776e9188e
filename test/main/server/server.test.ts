import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Log, LogFields } from '../../../app/log.ts';
import { dicomFile, imageDataset } from '../../conformance/support/dicom-file.ts';
import { multipartBody, openTestStore, related } from '../../conformance/support/test-store.ts';
import type { TestStore } from '../../conformance/support/test-store.ts';

const studies = '/v2/partitions/clinic/studies';
const identity = { study: '1.2.3', series: '1.2.3.4', instance: '1.2.3.4.5' };
const file = dicomFile(imageDataset(identity));
const body = multipartBody([['Content-Type: application/dicom', file]]);

const stores: TestStore[] = [];
async function open(options: Parameters<typeof openTestStore>[0] = {}): Promise<TestStore> {
  const store = await openTestStore(options);
  stores.push(store);
  return store;
}
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

/** Sends the head of a store request and `bytes` of its body; the rest when told. */
function upload(store: TestStore, bytes: number) {
  const socket = connect(store.port, '127.0.0.1');
  const answer = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(text);
    });
  });
  socket.write(
    `POST ${studies} HTTP/1.1\r\nHost: 127.0.0.1:${String(store.port)}\r\nAccept: */*\r\n` +
      `Content-Type: ${related}\r\nContent-Length: ${String(body.length)}\r\nConnection: close\r\n\r\n`,
  );
  socket.write(body.subarray(0, bytes));
  return { answer, finish: () => socket.write(body.subarray(bytes)) };
}

describe('the server', () => {
  it('says which problem it is when the port is taken', async () => {
    const { port } = await open();
    await expect(open({ port })).rejects.toMatchObject({ code: 'PortInUse' });
  });

  it('finishes a request that is on its way before it closes', async () => {
    const store = await open();
    const { answer, finish } = upload(store, 100);
    await wait(200);
    const closed = store.closeServer();
    await wait(100);
    finish();
    expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
    await closed;
    expect(store.archive.partitions.summaries().map(({ instances }) => instances)).toEqual([0, 1]);
  });

  it('does not wait for ever, and stores nothing of what did not arrive', async () => {
    const store = await open({ closeTimeoutMs: 200 });
    const { answer } = upload(store, body.length - 10);
    await wait(200);
    await store.closeServer();
    expect(await answer).not.toMatch(/^HTTP\/1\.1 200 /);
    expect(await store.storedFiles()).toEqual([]);
  });

  const wholePath = `${studies}/1.2.3/series/1.2.3.4/instances/1.2.3.4.5`;
  const asStored = { Accept: 'application/dicom; transfer-syntax=*' };

  it('ends the connection of an answer that breaks, so that no part of it looks whole', async () => {
    const store = await open();
    expect((await store.store(studies, [file])).status).toBe(200);
    await store.damageStoredFiles('truncate');
    for (const headers of [asStored, { Accept: '*/*' }]) {
      await expect(store.send('GET', wholePath, { headers })).rejects.toThrow('aborted');
    }
    expect((await store.get(studies)).status).toBe(200);
  });

  it('says that something is wrong with the store when a file cannot be read', async () => {
    const store = await open();
    expect((await store.store(studies, [file])).status).toBe(200);
    await store.damageStoredFiles('remove');
    const reply = await store.send('GET', wholePath, { headers: asStored });
    expect([500, 503]).toContain(reply.status);
    expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(reply.text).not.toMatch(/ENOENT|blobs/);
  });

  it('writes routes, never addresses, to the log', async () => {
    const lines: string[] = [];
    const write = (event: string, fields?: LogFields) => {
      lines.push(`${event} ${JSON.stringify(fields)}`);
    };
    const log: Log = { info: write, warn: write, error: write };
    const store = await open({ log });
    await store.store(studies, [file]);
    await store.get(`${studies}/1.2.3/series?PatientName=Doe`);
    await store.get(`${studies}?PatientID=ID4711`);
    await store.get('/nothing/1.2.3/ID4711');
    await store.get('/v2/partitions/ID4711/%zz');
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^http\.answered .*"route":"\/v2\/partitions\/:partition\/studies","status":200/,
      ),
    );
    expect(lines.join('\n')).not.toMatch(/clinic|1\.2\.3|Doe|ID4711/);
  });
});
