// Whatever is asked and whatever is sent: an answer the OpenAPI document knows, never a failure of the server.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { routes } from '../../main/server/routes.ts';
import { dicomFile, minimalDataset } from './support/dicom-file.ts';
import { boundary, openTestStore, related } from './support/test-store.ts';
import type { TestStore } from './support/test-store.ts';

/** Of each property; whatever was tried by then has to do. */
const budget = { interruptAfterTimeLimit: 3000, numRuns: 100_000 };

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  const identity = { study: '1.2', series: '1.2.3', instance: '1.2.3.4' };
  await store.store('/v2/partitions/p/studies', [dicomFile(minimalDataset(identity))]);
});
afterAll(() => store.close());

const oneOf = (...texts: string[]) => fc.constantFrom(...texts);
const encoded = fc.string({ maxLength: 8 }).map(encodeURIComponent);
const identifier = fc.oneof(
  oneOf('1.2', '1.2.3', '1.2.3.4', '1', '.', '%2e%2e', '1%20', '%20', 'a%2Fb', '1'.repeat(65)),
  encoded,
);
const segment = fc.oneof(
  oneOf('studies', 'series', 'instances', 'frames', 'metadata', 'rendered', 'thumbnail', ''),
  oneOf('STUDIES', 'changefeed', 'latest', 'partitions', 'p', 'health', 'api.json', '$bulkUpdate'),
  oneOf('workitems', 'operations', 'extendedquerytags', 'errors', 'export'),
  identifier,
);
/** An address that exists, of things that may. */
const known = fc
  .tuple(identifier, identifier, identifier, fc.nat({ max: 7 }), fc.nat({ max: 6 }))
  .map(([study, series, instance, depth, ending]) => {
    const path = ['studies', study, 'series', series, 'instances', instance, 'frames', '1,2'];
    const last = ['', 'metadata', 'rendered', 'thumbnail', 'image-description', 'series', '/'];
    return ['partitions', 'p', ...path.slice(0, depth + 1), last[ending] ?? ''].join('/');
  });
const path = fc
  .tuple(
    oneOf('', '/v1', '/v2', '/v2.0', '/v3', '/V2'),
    fc.oneof(
      known,
      fc.array(segment, { maxLength: 9 }).map((parts) => parts.join('/')),
    ),
  )
  .map(([version, rest]) => `${version}/${rest}`);
const queryPart = fc
  .tuple(
    fc.oneof(
      oneOf('PatientName', '00100010', 'StudyDate', 'limit', 'offset', 'includefield', 'quality'),
      oneOf('fuzzymatching', 'startTime', 'endTime', 'includeMetadata', 'size', 'StudyInstanceUID'),
      encoded,
    ),
    fc.oneof(
      oneOf('1', '0', '-1', '20240101', '20240101-', '-', 'true', 'all', '9999999999999999999'),
      oneOf('2024-05-04T10:00:00Z', 'doe', '%00', '%ff', '%', '%ED%A0%80', '1.2', 'PatientSex'),
      encoded,
    ),
  )
  .map(([name, value]) => `${name}=${value}`);
const target = fc
  .tuple(path, fc.array(queryPart, { maxLength: 4 }))
  .map(([address, query]) => (query.length === 0 ? address : `${address}?${query.join('&')}`));
const accept = fc.option(
  fc.oneof(
    oneOf('application/dicom+json', '*/*', 'application/dicom; transfer-syntax=*', 'image/png'),
    oneOf('multipart/related; type="application/octet-stream"', ',', '"', 'a/b;c="\\'),
    fc.string({ maxLength: 12 }).map((text) => text.replace(/[^\t\x20-\x7e]/g, '')),
  ),
);
const method = oneOf('GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'TRACE');

describe('no request', () => {
  it('brings the server down, whatever its address, its query and what it accepts', async () => {
    await fc.assert(
      fc.asyncProperty(method, target, accept, async (verb, address, range) => {
        const headers = range === null ? {} : { Accept: range };
        const { status } = await store.send(verb, address, { headers });
        expect(status).toBeLessThan(500);
      }),
      budget,
    );
  }, 30_000);

  it('with JSON brings it down either', async () => {
    const scalar = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        true,
        -1,
        1.5,
        '',
        'DA',
        'CT',
        'SCHEDULED',
        'Study',
        'identifiers',
      ),
      fc.string({ maxLength: 5 }),
      identifier,
    );
    const name = fc.oneof(
      oneOf(
        '00100010',
        '00741000',
        '00081195',
        '0020000D',
        '00404005',
        'vr',
        'Value',
        'InlineBinary',
      ),
      oneOf('studyInstanceUids', 'changeDataset', 'path', 'level', 'source', 'type', 'settings'),
      oneOf('values', 'queryStatus', 'Alphabetic', '__proto__', 'constructor'),
      fc.string({ maxLength: 4 }),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        scalar,
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('value'), { maxLength: 3 }),
      object: fc.dictionary(name, tie('value'), { maxKeys: 4 }),
    }));
    const element = fc.record({
      vr: oneOf('PN', 'UI', 'SQ', 'DT', 'CS', 'XX'),
      Value: fc.array(scalar),
    });
    const dataset = fc.dictionary(name, fc.oneof(element, value), { maxKeys: 5 });
    const text = fc.oneof(
      fc
        .oneof(
          value,
          dataset,
          dataset.map((one) => [one]),
        )
        .map((json) => JSON.stringify(json)),
      oneOf('', '{', '[,]', '\u0000', '{"a":1e999}', '['.repeat(2000)),
    );
    const taking = routes.filter((route) => !['GET', 'DELETE'].includes(route.method));
    const others = taking.filter(({ template }) => !template.startsWith('/studies/:'));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...others),
        fc.array(identifier, { minLength: 2, maxLength: 2 }),
        oneOf('application/json', 'application/dicom+json'),
        text,
        async ({ method: verb, template, area }, names, contentType, body) => {
          const filled = template.replace(/:\w+/g, () => names.pop() ?? '1');
          const address = `/v2${area === 'partitioned' ? '/partitions/p' : ''}${filled}`;
          const headers = { Accept: '*/*', 'Content-Type': contentType };
          const { status } = await store.send(verb, address, { headers, body });
          expect(status).toBeLessThan(500);
        },
      ),
      budget,
    );
  }, 30_000);

  it('that stores leaves more than it stored', async () => {
    // One of its own: updates of the other one keep what they replaced.
    const own = await openTestStore();
    onTestFinished(own.close);
    const file = dicomFile(minimalDataset({ study: '7', series: '7.1', instance: '7.1.1' }));
    const whole = file.toString('latin1');
    const piece = fc.oneof(
      oneOf('\r\n', '--', '\r\n\r\n', `--${boundary}`, `\r\n--${boundary}\r\n`, `--${boundary}--`),
      oneOf(
        'Content-Type: application/dicom\r\n\r\n',
        'Content-Type: text/plain\r\n\r\n',
        'A: b\r\n',
      ),
      fc.nat({ max: whole.length }).map((end) => whole.slice(0, end)),
      fc.constant(whole),
      fc.string({ maxLength: 6 }),
    );
    const type = oneOf(
      related,
      related,
      related,
      'application/dicom',
      'multipart/related',
      'x/y',
      '',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), type, async (pieces, contentType) => {
        const { status } = await own.send('POST', '/v2/partitions/q/studies', {
          headers: { Accept: '*/*', ...(contentType !== '' && { 'Content-Type': contentType }) },
          body: Buffer.from(pieces.join(''), 'latin1'),
        });
        expect([200, 202, 204, 400, 409, 415]).toContain(status);
      }),
      budget,
    );
    const instances = own.archive.partitions
      .summaries()
      .reduce((sum, summary) => sum + summary.instances, 0);
    const files = async (): Promise<number> => (await own.storedFiles()).length;
    await expect.poll(files, { timeout: 10_000 }).toBe(instances);
  }, 30_000);
});
