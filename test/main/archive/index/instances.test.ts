import { expect, it } from 'vitest';
import { insertion } from '../../../support/instance-attributes.ts';
import { keyOf, temporaryIndex } from '../../../support/temporary-index.ts';

it('lets the middle of the series with most images stand for a study', async () => {
  const index = await temporaryIndex();
  index.writer.insert(
    [
      insertion({ series: '1.1', instance: '1.1.1', instanceNumber: 1 }),
      ...[5, 1, 4, 2, 3].map((instanceNumber) =>
        insertion({ series: '1.2', instance: `1.2.${String(instanceNumber)}`, instanceNumber }),
      ),
      ...[6, 7, 8, 9, 10, 11].map(() => insertion({ series: '1.3', numberOfFrames: 0 })),
    ],
    0,
  );
  const study = { partitionKey: keyOf(index), studyInstanceUID: '1.2.1' };
  expect(index.reader.instances.representative(study)?.sopInstanceUID).toBe('1.2.3');
  const scout = { ...study, seriesInstanceUID: '1.1' };
  expect(index.reader.instances.representative(scout)?.sopInstanceUID).toBe('1.1.1');
  const reports = { ...study, seriesInstanceUID: '1.3' };
  expect(index.reader.instances.representative(reports)).toBeUndefined();
});

it('files studies under the patient ID, or name and birth date, or nothing', async () => {
  const index = await temporaryIndex();
  const patient = (study: string, indexed: Record<string, string>) => insertion({ study, indexed });
  index.writer.insert(
    [
      patient('1.1', { '00100020': 'A-1', '00100010': 'Doe^Jane' }),
      patient('1.2', { '00100020': 'a-1 ' }),
      patient('1.3', { '00100010': 'Doe^Jane', '00100030': '19700101' }),
      patient('1.4', { '00100010': 'DOE^JANE', '00100030': '19700101' }),
      patient('1.5', { '00100010': 'Doe^Jane', '00100030': '19800101' }),
      patient('1.6', {}),
      patient('1.7', {}),
    ],
    0,
  );
  const partitionKey = keyOf(index);
  const keys = ['1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7'].map(
    (studyInstanceUID) =>
      index.reader.instances.ofPatient({ partitionKey, studyInstanceUID })[0]?.patientKey,
  );
  expect(keys[1]).toBe(keys[0]);
  expect(keys[3]).toBe(keys[2]);
  expect(new Set(keys).size).toBe(5);
  expect(index.reader.partitions.summaries().at(-1)?.patients).toBe(5);
});

it('remembers when an import ended', async () => {
  const index = await temporaryIndex();
  index.writer.insert([insertion()], 0);
  const counts = {
    stored: 1,
    alreadyHere: 0,
    declined: 0,
    conflict: 0,
    refused: 0,
    notDicom: 2,
    unreadable: 0,
    scanned: 3,
  };
  const at = '2026-01-02T03:04:05.000Z';
  index.writer.recordImport({ partitionKey: keyOf(index), at, counts });
  expect(index.reader.partitions.summaries().at(-1)?.lastImportAt).toBe(at);
  expect(index.reader.partitions.summaries().at(0)).not.toHaveProperty('lastImportAt');
});
