// What a stored file must hold, strictly on v1 and leniently on v2 (contract 2.2 to 2.5).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TransferSyntax } from '../../app/dicom/transfer-syntax.ts';
import { dicomFile, imageDataset, minimalDataset } from './support/dicom-file.ts';
import type { WrittenDataset } from './support/dicom-file.ts';
import { openTestStore } from './support/test-store.ts';
import type { TestStore } from './support/test-store.ts';

const studies = '/v2/partitions/p/studies';
let counter = 0;

/** A new instance each time; always of study 1.2 unless told otherwise. */
function instance(rest: WrittenDataset = {}, study = '1.2'): { uid: string; file: Buffer } {
  counter += 1;
  const uid = `1.2.1.${String(counter)}`;
  return { uid, file: dicomFile(minimalDataset({ study, series: '1.2.1', instance: uid }, rest)) };
}

function without(...tags: string[]): { uid: string; file: Buffer } {
  counter += 1;
  const uid = `1.2.1.${String(counter)}`;
  const dataset = minimalDataset({ study: '1.2', series: '1.2.1', instance: uid });
  const kept = Object.entries(dataset).filter(([tag]) => !tags.includes(tag));
  return { uid, file: dicomFile(Object.fromEntries(kept)) };
}

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const comments = (pattern: RegExp) => ({
  vr: 'SQ',
  Value: [{ '00000902': { vr: 'LO', Value: [expect.stringMatching(pattern) as unknown] } }],
});

describe('validation', () => {
  it.each(['00080016', '0020000D', '0020000E', '00080018', '00100020'])(
    'refuses an instance without (%s)',
    async (tag) => {
      const reply = await store.store(studies, [without(tag).file]);
      const name = `(${tag.slice(0, 4)},${tag.slice(4)})`.toLowerCase();
      expect(reply.status).toBe(409);
      expect(reply.json).toMatchObject({
        '00081198': {
          Value: [
            {
              '00081197': { Value: [43264] },
              '00741048': {
                Value: [
                  {
                    '00000902': {
                      Value: [`DICOM100: ${name} - The required tag '${name}' is missing.`],
                    },
                  },
                ],
              },
            },
          ],
        },
      });
    },
  );

  it('warns of an invalid optional value on v2 and does not on v1', async () => {
    const bad = { '00080020': { vr: 'DA', value: 'NotAValidDate' } };
    const v2 = await store.store(studies, [instance({ ...bad }).file]);
    expect(v2.status).toBe(202);
    expect(v2.json).toMatchObject({
      '00081199': {
        Value: [
          {
            '00081196': { vr: 'US', Value: [1] },
            '00741048': comments(/^DICOM100: \(0008,0020\) - /),
          },
        ],
      },
    });
    const v1 = await store.store('/v1/partitions/p/studies', [instance({ ...bad }).file]);
    expect(v1.status).toBe(409);
    const unindexed = { '00080021': { vr: 'DA', value: 'NotAValidDate' } };
    const kept = await store.store('/v1/partitions/p/studies', [instance(unindexed).file]);
    expect(kept.status).toBe(200);
  });

  it('says when only the first of several values is indexed', async () => {
    const several = { '00081030': { vr: 'LO', value: 'one\\two' } };
    const warning =
      '299 127.0.0.1: "One or more indexed Dicom tag(s) have multiple values, ' +
      'only first value is indexed."';
    const v1 = '/v1/partitions/p/studies';
    const strict = await store.store(v1, [instance().file, instance(several, '1.3').file]);
    expect([strict.status, strict.headers.warning]).toEqual([200, warning]);
    const search = (value: string) => store.get(`${studies}?StudyDescription=${value}`);
    expect([(await search('one')).status, (await search('two')).status]).toEqual([200, 204]);
    const lenient = await store.store(studies, [instance(several).file]);
    expect([lenient.status, lenient.headers.warning]).toEqual([200, undefined]);
    const patient = instance({ '00100020': { vr: 'LO', value: 'a\\b' } });
    expect((await store.store(studies, [patient.file])).headers.warning).toBe(warning);
    expect((await store.store(v1, [instance().file])).headers.warning).toBeUndefined();
  });

  it('takes an empty PatientID with a warning on v2 and not at all on v1', async () => {
    const empty = { '00100020': { vr: 'LO', value: '' } };
    const v2 = await store.store(studies, [instance(empty).file]);
    expect([v2.status, v2.text.includes("The required tag '(0010,0020)' is missing.")]).toEqual([
      202,
      true,
    ]);
    expect((await store.store('/v1/partitions/p/studies', [instance(empty).file])).status).toBe(
      409,
    );
  });

  it('takes Implicit VR with a warning of its own', async () => {
    counter += 1;
    const identity = { study: '1.2', series: '1.2.1', instance: `1.2.1.${String(counter)}` };
    const file = dicomFile(imageDataset(identity), {
      transferSyntaxUID: TransferSyntax.ImplicitVRLittleEndian,
    });
    const reply = await store.store(studies, [file]);
    expect(reply.status).toBe(202);
    expect(reply.json).toMatchObject({
      '00081199': { Value: [{ '00081196': { vr: 'US', Value: [45063] } }] },
    });
  });

  it('stores into one study only what belongs to it', async () => {
    const [own, foreign] = [instance(), instance({}, '1.3')];
    const reply = await store.store(`${studies}/1.2`, [own.file, foreign.file]);
    expect(reply.status).toBe(202);
    expect(reply.json).toMatchObject({
      '00081190': { vr: 'UR', Value: [`${store.url}${studies}/1.2`] },
      '00081198': {
        Value: [
          {
            '00081155': { Value: [foreign.uid] },
            '00081197': { Value: [43264] },
            '00741048': comments(/^DICOM100: \(0020,000d\) - /),
          },
        ],
      },
    });
    const none = await store.store(`${studies}/1.2`, [foreign.file]);
    expect([none.status, none.text.includes('00081190')]).toEqual([409, false]);
  });
});
