// Extended query tags: adding, switching, deleting (contract chapter 9).
import { describe, expect, it } from 'vitest';
import {
  add,
  ended,
  found,
  p,
  put,
  send,
  sex,
  store,
  tags,
  withFreshStores,
  withOneStore,
} from './support/tagged-store.ts';

describe('adding', () => {
  withFreshStores();

  it('answers with the operation that indexes what is stored, and lists the tag at once', async () => {
    await put(sex('M'));
    const reply = await send('POST', tags, [{ path: 'PatientSex', level: 'Study' }]);
    expect(reply.status).toBe(202);
    const { id, href } = reply.json as { id: string; href: string };
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(href).toBe(`${store.url}/v2/operations/${id}`);
    expect(reply.headers.location).toBe(href);
    const listed = (await store.send('GET', tags)).json;
    expect(listed).toMatchObject([{ path: '00100040', vr: 'CS', level: 'study' }]);
    expect(await ended(`/v2/operations/${id}`)).toMatchObject({
      operationId: id,
      type: 'reindex',
      status: 'succeeded',
      percentComplete: 100,
      resources: [`${store.url}/v2/extendedquerytags/00100040`],
    });
    expect(await ended(`/v1/operations/${id}`)).toMatchObject({ status: 'completed' });
    expect((await store.send('GET', `${tags}/PatientSex`)).json).toEqual({
      ...{ path: '00100040', vr: 'CS', level: 'study', status: 'ready', queryStatus: 'enabled' },
    });
    expect(await found('/studies?PatientSex=m')).toEqual(['1.2.1']);
  });

  it('refuses another media type, and takes no second tag of the same path', async () => {
    const sent = { headers: { 'Content-Type': 'text/plain' }, body: '[]' };
    expect((await store.send('POST', tags, sent)).status).toBe(415);
    await add({ path: 'PatientSex', level: 'study' });
    const again = await send('POST', tags, [
      { path: 'PatientAge', level: 'study' },
      { path: '00100040', level: 'series' },
    ]);
    expect([again.status, again.text]).toEqual([
      409,
      'One or more extended query tags already exist.',
    ]);
    expect((await store.send('GET', `${tags}/PatientAge`)).status).toBe(404);
  });

  it('lets one re-index end before the next begins, and says which', async () => {
    await put(sex('M'));
    const [first, second] = await Promise.all([
      send('POST', tags, [{ path: 'PatientSex', level: 'study' }]),
      send('POST', tags, [{ path: 'PatientAge', level: 'study' }]),
    ]);
    const { id, href } = first.json as { id: string; href: string };
    expect(second.status).toBe(409);
    expect(second.text).toBe(`There is already an active re-index operation with ID '${id}'.`);
    expect(second.headers.location).toBe(href);
    await ended(`/v2/operations/${id}`);
  });

  it('keeps to 128 tags', async () => {
    const entry = (number: number) => ({
      path: `1205${(0x1000 + number).toString(16)}`,
      ...{ vr: 'LO', privateCreator: 'ACME 1.0', level: 'instance' },
    });
    const all = Array.from({ length: 129 }, (_, number) => entry(number));
    const reply = await send('POST', tags, all);
    expect([reply.status, reply.text]).toEqual([
      400,
      "Extended query tags exceeds max allowed count '128'.",
    ]);
    await add(...all.slice(0, 128));
    expect((await send('POST', tags, all.slice(128))).status).toBe(400);
    const page = async (query: string) => (await store.send('GET', `${tags}?${query}`)).json as [];
    expect(await page('')).toHaveLength(100);
    expect(await page('offset=100&limit=200')).toHaveLength(28);
    expect(await page('offset=127')).toMatchObject([
      { path: '1205107F', privateCreator: 'ACME 1.0' },
    ]);
    expect((await store.send('GET', `${tags}?limit=201`)).status).toBe(400);
    expect((await store.send('GET', `${tags}?offset=-1`)).status).toBe(400);
  });

  it('exists at the base alone', async () => {
    expect((await store.send('GET', `${p}/extendedquerytags`)).status).toBe(404);
    expect((await store.send('PUT', tags)).headers.allow).toBe('POST, GET');
    expect((await store.send('GET', '/v1/extendedquerytags')).json).toEqual([]);
    expect((await store.send('GET', '/extendedquerytags')).json).toEqual([]);
  });
});

describe('a body that adds tags', () => {
  withOneStore(() => Promise.resolve());

  const missing = (field: string): string =>
    `The field '[0].${field}' in request body is invalid: The Dicom Tag Property ${field} must be ` +
    'specified and must not be null, empty or whitespace.';

  it.each<readonly [string, unknown, string | RegExp]>([
    ['no JSON', '[{"path":', /JSON/],
    ['no array', {}, /array/],
    ['no object', [7], /objects/],
    ['an empty array', [], 'The extended query tag(s) is missing.'],
    ['no path', [{ level: 'study' }], missing('Path')],
    ['a blank path', [{ Path: ' ', Level: 'Study' }], missing('Path')],
    ['no level', [{ path: 'PatientSex' }], missing('Level')],
    [
      'an unknown level',
      [{ path: '00100040', level: 'Studys' }],
      "The field '$[0].Level' in request body is invalid: Expected value 'Studys' to be one of " +
        "the following values: ['Instance', 'Series', 'Study']",
    ],
    ['a number as level', [{ path: '00100040', level: 1 }], /Expected value '1'/],
    ['an unknown keyword', [{ path: 'patientsex', level: 'study' }], /cannot be parsed/],
    ['an unknown standard tag', [{ path: '00100041', level: 'study' }], /cannot be parsed/],
    ['a path of a sequence', [{ path: '00400275.00400009', level: 'study' }], /cannot be parsed/],
    [
      'a core attribute',
      [{ path: 'PatientName', level: 'study' }],
      "The query tag 'PatientName' is already supported.",
    ],
    ['a computed attribute', [{ path: '00080061', level: 'study' }], /already supported/],
    ['an unknown VR', [{ path: 'PatientSex', vr: 'XX', level: 'study' }], /'XX'/],
    ['the VR of another', [{ path: 'PatientSex', vr: 'LO', level: 'study' }], /expected VR.*'CS'/],
    ['a decimal string', [{ path: 'PatientWeight', level: 'study' }], /'DS'.*not supported/],
    ['long text', [{ path: 'AdditionalPatientHistory', level: 'study' }], /not supported/],
    ['a sequence', [{ path: 'RequestAttributesSequence', level: 'series' }], /not supported/],
    [
      'private without creator',
      [{ path: '12051003', vr: 'SS', level: 'study' }],
      /creator is missing/,
    ],
    [
      'private without VR',
      [{ path: '12051003', privateCreator: 'ACME', level: 'study' }],
      /VR code.*missing/,
    ],
    [
      'a creator of a standard tag',
      [{ path: 'PatientSex', privateCreator: 'ACME', level: 'study' }],
      /creator must be empty/,
    ],
    [
      'a creator too long',
      [{ path: '12051003', vr: 'SS', privateCreator: 'A'.repeat(65), level: 'study' }],
      /not a valid LO/,
    ],
    [
      'the same tag twice',
      [
        { path: 'PatientSex', level: 'study' },
        { path: '00100040', level: 'study' },
      ],
      "The extended query tag '00100040' has been specified before.",
    ],
  ])('refuses %s', async (_title, body, text) => {
    const reply = await send('POST', tags, body);
    expect(reply.status).toBe(400);
    expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
    if (typeof text === 'string') expect(reply.text).toBe(text);
    else expect(reply.text).toMatch(text);
    expect((await store.send('GET', tags)).json).toEqual([]);
  });
});

describe('switching and deleting', () => {
  withFreshStores();

  it('forbids searching, indexes all the same, and allows it again', async () => {
    await add({ path: 'PatientSex', level: 'study' });
    const off = await send('PATCH', `${tags}/PatientSex`, { QueryStatus: 'Disabled' });
    expect([off.status, off.json]).toEqual([
      200,
      { path: '00100040', vr: 'CS', level: 'study', status: 'ready', queryStatus: 'disabled' },
    ]);
    await put(sex('F'));
    const search = await store.get(`${p}/studies?PatientSex=F`);
    expect([search.status, search.text]).toEqual([
      400,
      "Invalid query: Query is disabled on specified attribute 'PatientSex'.",
    ]);
    await send('PATCH', `${tags}/00100040`, { queryStatus: 'enabled' });
    expect(await found('/studies?00100040=F')).toEqual(['1.2.1']);
  });

  it.each(['GET', 'DELETE', 'PATCH'])(
    '%s tells a path that is none from a tag not added',
    async (method) => {
      const body = method === 'PATCH' ? { queryStatus: 'enabled' } : '';
      const bad = await send(method, `${tags}/nonsense`, body);
      expect([bad.status, bad.text]).toEqual([
        400,
        "The extended query tag 'nonsense' is invalid as it cannot be parsed into a valid Dicom Tag.",
      ]);
      const unknown = await send(method, `${tags}/PatientSex`, body);
      expect([unknown.status, unknown.text]).toEqual([
        404,
        'The specified extended query tag with tag path 00100040 cannot be found.',
      ]);
    },
  );

  it('forgets what was indexed, and can be added anew', async () => {
    await put(sex('M'));
    await add({ path: 'PatientSex', level: 'study' });
    expect((await store.send('DELETE', `${tags}/PatientSex`)).status).toBe(204);
    expect((await store.send('DELETE', `${tags}/PatientSex`)).status).toBe(404);
    expect((await store.get(`${p}/studies?PatientSex=M`)).status).toBe(400);
    await add({ path: 'PatientSex', level: 'series' });
    expect(await found('/series?PatientSex=M')).toEqual(['1.2.1']);
    expect((await store.get(`${p}/studies?PatientSex=M`)).status).toBe(400);
  });
});

describe('a body that switches', () => {
  withOneStore(() => add({ path: 'PatientSex', level: 'study' }));

  it.each([
    ['a number', { queryStatus: 1 }],
    ['another word', { queryStatus: 'on' }],
    ['nothing', {}],
    ['null', { queryStatus: null }],
    ['another member', { queryStatus: 'enabled', level: 'study' }],
    ['a list', []],
  ])('refuses %s as query status', async (_title, body) => {
    expect((await send('PATCH', `${tags}/PatientSex`, body)).status).toBe(400);
  });
});
