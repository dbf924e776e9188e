// Versions, matching of addresses, methods, and what every answer has in common (contract 0.2, 12).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dicomFile, imageDataset } from './support/dicom-file.ts';
import type { OpenApiOperation } from '../../main/server/routes/open-api.ts';
import { dicomJson, openTestStore, related } from './support/test-store.ts';
import type { TestStore } from './support/test-store.ts';

const p = '/partitions/p';
const instance = '/studies/1.2/series/1.3/instances/1.4';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  const file = dicomFile(imageDataset({ study: '1.2', series: '1.3', instance: '1.4' }));
  expect((await store.store(`/v2${p}/studies`, [file])).status).toBe(200);
});
afterAll(() => store.close());

describe('versions', () => {
  it.each(['', '/v1', '/v2', '/V2', '/v1.0', '/v2.0', '/v1.0-prerelease'])(
    'serves the same routes below %j',
    async (version) => {
      const reply = await store.get(`${version}${p}/studies`);
      expect(reply.status).toBe(200);
      expect(reply.headers['api-supported-versions']).toBe('1.0-prerelease, 1, 2');
    },
  );

  it.each(['/v3', '/v0', '/v2.1'])(
    'refuses %s, even for addresses that do not exist',
    async (version) => {
      for (const path of [`${p}/studies`, '/partitions', '/nothing/here']) {
        const reply = await store.get(`${version}${path}`);
        expect(reply.status).toBe(400);
        expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
        expect(reply.json).toMatchObject({
          error: { code: 'UnsupportedApiVersion', innerError: null },
        });
      }
    },
  );

  it.each([
    ['', 'v2'],
    ['/v1', 'v1'],
    ['/v1.0', 'v1.0'],
  ])('generates addresses with the version of the request: %j', async (version, segment) => {
    const file = dicomFile(
      imageDataset({
        study: '1.2',
        series: '1.3',
        instance: `1.5.${String(segment.length)}${segment.slice(1, 2)}`,
      }),
    );
    const reply = await store.store(`${version}${p}/studies`, [file]);
    expect(reply.text).toContain(`"${store.url}/${segment}${p}/studies/1.2/series/1.3/instances/`);
  });
});

describe('matching', () => {
  it.each([
    `/v2${p}/studies/`,
    `/v2/PARTITIONS/p/Studies`,
    `/v2/%70artitions/p/%53tudies`,
    `/v2${p}/studies/1.2/series/1.3/instances/`,
    `/v2${p}/studies/1.2%20/series`,
  ])('finds %s', async (path) => {
    expect((await store.get(path)).status).toBe(200);
  });

  it.each([
    '/',
    '/v2',
    '/v2/',
    '/nothing',
    `/v2${p}`,
    `/v2${p}/partitions`,
    `/v2${p}/changefeed`,
    `/v2${p}/studies/1.2/instances/1.4`,
    `/v2${p}/studies/1.2/rendered`,
    `/v2${p}/studies/1.2/series/1.3/rendered`,
    `/v2${p}//studies`,
    `/v2/partitions//studies`,
    `/v2${p}/studies//series`,
    `/v2${p}/studies//`,
    `/v2/health/check`,
    `/wado?requestType=WADO`,
  ])('does not find %s and says so with an empty body', async (path) => {
    const reply = await store.get(path);
    expect([reply.status, reply.text]).toEqual([404, '']);
  });

  it('keeps an encoded slash inside its parameter', async () => {
    const reply = await store.get(`/v2${p}/studies/1.2%2Fseries`);
    expect([reply.status, reply.text]).toEqual([
      400,
      "The value '1.2/series' of StudyInstanceUID is not a valid UID.",
    ]);
    expect((await store.get('/v2/partitions%2Fp/studies')).status).toBe(404);
  });

  it('refuses a path that cannot be decoded', async () => {
    for (const path of [`/v2${p}/studies/%zz`, `/v2${p}/studies/%ff/series`]) {
      expect((await store.get(path)).status).toBe(400);
    }
  });
});

describe('methods', () => {
  it.each([
    ['PUT', '/partitions', 'GET'],
    ['PUT', `${p}/studies`, 'POST, GET'],
    ['HEAD', `${p}/studies`, 'POST, GET'],
    ['OPTIONS', `${p}/studies`, 'POST, GET'],
    ['TRACE', `${p}/studies`, 'POST, GET'],
    ['PROPFIND', `${p}/studies`, 'POST, GET'],
    ['SEARCH', '/partitions', 'GET'],
    ['PATCH', `${p}/studies/1.2`, 'POST, GET, DELETE'],
    ['POST', `${p}${instance}`, 'GET, DELETE'],
    ['DELETE', `${p}/studies`, 'POST, GET'],
    ['POST', '/changefeed/latest', 'GET'],
  ])('answers %s %s with 405 and Allow: %s', async (method, path, allow) => {
    for (const version of ['', '/v1', '/v2']) {
      const reply = await store.send(method, version + path);
      expect([reply.status, reply.text]).toEqual([405, '']);
      expect(reply.headers.allow?.split(', ').sort()).toEqual(allow.split(', ').sort());
    }
  });
});

describe('every answer', () => {
  it('forbids guessing types, framing and keeping', async () => {
    const paths = ['/v2/partitions', '/nothing', `/v2${p}/studies?foo=1`, '/v3/x', '/health/check'];
    for (const path of paths) {
      const { headers } = await store.get(path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'content-security-policy': "frame-src 'self';",
        'cache-control': 'no-store',
      });
    }
  });

  it('has an empty body when the Accept filter refuses and a sentence when negotiation does', async () => {
    const filter = await store.get(`/v2${p}/studies`, { Accept: 'text/html' });
    expect([filter.status, filter.text]).toEqual([406, '']);
    const negotiation = await store.get(`/v2${p}/studies/1.2`, { Accept: 'text/html' });
    expect([negotiation.status, negotiation.text]).toEqual([
      406,
      'The request headers are not acceptable',
    ]);
  });

  it('escapes what it echoes', async () => {
    const reply = await store.get(`/v2${p}/studies/%3Cb%3E/series`);
    expect([reply.status, reply.text]).toEqual([
      400,
      "The value '&lt;b&gt;' of StudyInstanceUID is not a valid UID.",
    ]);
  });

  it('comes after at most ten audit headers of 2048 characters', async () => {
    const audit = (count: number, length: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `X-MS-AZUREDICOM-AUDIT-${String(index)}`,
          'x'.repeat(length),
        ]),
      );
    const get = (headers: Record<string, string>) => store.get(`/v2${p}/studies`, headers);
    expect((await get(audit(10, 2048))).status).toBe(200);
    expect((await get(audit(11, 1))).status).toBe(400);
    expect((await get(audit(1, 2049))).status).toBe(400);
  });

  it('does not depend on a body nobody asked for', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const reply = await store.send('DELETE', `/v2${p}/studies/9`, {
        headers: { 'Content-Type': 'rubbish', Accept: 'text/html' },
        body: 'x'.repeat(300_000),
      });
      expect(reply.status).toBe(404);
      const refused = await store.send('POST', `/v2${p}/studies/abc`, {
        headers: { 'Content-Type': related, Accept: dicomJson },
        body: 'x'.repeat(300_000),
      });
      expect(refused.status).toBe(400);
    }
  });
});

describe('health', () => {
  it('answers without a version', async () => {
    const reply = await store.get('/health/check');
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(reply.json).toMatchObject({
      overallStatus: 'Healthy',
      details: expect.arrayContaining([
        {
          name: expect.any(String) as unknown,
          status: 'Healthy',
          description: expect.any(String) as unknown,
        },
      ]) as unknown,
    });
  });
});

describe('the OpenAPI document', () => {
  it('lists what each version serves, with and without a partition', async () => {
    for (const version of ['v1', 'v2']) {
      const reply = await store.send('GET', `/${version}/api.json`);
      expect(reply.headers['content-type']).toMatch(/^application\/json/);
      const { openapi, paths } = reply.json as { openapi: string; paths: Record<string, object> };
      expect(openapi).toBe('3.0.3');
      expect(Object.keys(paths[`/${version}/partitions/{partition}/studies`] ?? {}).sort()).toEqual(
        ['get', 'post'],
      );
      expect(paths).toHaveProperty([`/${version}/studies/{study}/series/{series}`, 'delete']);
    }
  });

  it('says what each route takes and how it may answer', async () => {
    const { paths } = (await store.send('GET', '/v2/api.json')).json as {
      paths: Record<string, Record<string, OpenApiOperation>>;
    };
    const studies = paths['/v2/partitions/{partition}/studies'];
    expect(Object.keys(studies?.['post']?.responses ?? {})).toEqual(
      [200, 202, 204, 400, 401, 403, 406, 409, 413, 415, 500, 503, 507].map(String),
    );
    expect(Object.keys(studies?.['post']?.requestBody?.content ?? {})).toEqual([
      'application/dicom',
      'multipart/related',
    ]);
    expect(studies?.['get']?.parameters).toEqual(
      expect.arrayContaining([
        { name: 'partition', in: 'path', required: true, schema: { type: 'string' } },
        {
          name: 'limit',
          in: 'query',
          required: false,
          schema: { type: 'integer', minimum: 1, maximum: 200, default: 100 },
        },
        expect.objectContaining({ name: 'ModalitiesInStudy', description: '(0008,0061) CS' }),
      ]),
    );
    const names = (await store.send('GET', '/v1/api.json')).json as { paths: typeof paths };
    expect(names.paths['/v1/changefeed']?.['get']?.parameters.map(({ name }) => name)).toEqual([
      'limit',
      'offset',
      'includeMetadata',
    ]);
  });

  it('describes itself', async () => {
    const { paths } = (await store.send('GET', '/v2/api.json')).json as { paths: object };
    expect(paths).toHaveProperty(['/v2/api.yaml', 'get', 'responses', '200', 'content']);
  });

  it('comes as YAML too', async () => {
    const reply = await store.send('GET', '/v2/api.yaml');
    expect([reply.status, reply.headers['content-type']]).toEqual([200, 'application/yaml']);
    expect(reply.text).toBe((await store.send('GET', '/v2/api.json')).text);
  });
});
