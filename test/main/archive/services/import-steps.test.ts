import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DicomJson } from '../../../../app/dicom/dicom-json.types.ts';
import { implementationClassUID } from '../../../../app/dicom/uid.ts';
import { newStepWorkitem } from '../../../../app/worklist/new-step.ts';
import { itemsOf, knownTag } from '../../../../app/worklist/requirements.ts';
import { element, stateOf, textOf } from '../../../../app/worklist/workitem.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import {
  partitionKeyOf,
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

const place = partitionName('clinic-A');
const step = newStepWorkitem({
  kind: 'import',
  label: 'Import outside images',
  patientName: 'Doe^Jane',
  patientID: '77',
  patientBirthDate: '',
  patientSex: '',
  startDateTime: '20240504093000',
});

function schedule(archive: Archive, uid = '1.2.3'): void {
  archive.worklist.create({ partitionName: place, sopInstanceUID: uid }, step);
}

function workitem(archive: Archive, sopInstanceUID = '1.2.3'): DicomJson {
  const partitionKey = partitionKeyOf(archive, 'clinic-A');
  return archive.worklist.retrieve({ partitionName: place, partitionKey, sopInstanceUID });
}

async function disc(files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) await fs.writeFile(join(folder, name), bytes);
  return folder;
}

async function runImport(archive: Archive, folder: string, workitemUID = '1.2.3') {
  const request = { paths: [folder], label: 'DISC', partitionName: place, workitemUID };
  const { jobId } = archive.jobs.startImport(request);
  return archive.jobs.finished(jobId);
}

it('completes the step when the import has come to its end, and says what it brought', async () => {
  const { archive } = await temporaryArchive();
  schedule(archive);
  const images = {
    A: ctImage({ sopInstanceUID: '2.25.1' }),
    B: ctImage({ sopInstanceUID: '2.25.2' }),
  };
  await runImport(archive, await disc(images));
  const found = workitem(archive);
  expect(stateOf(found)).toBe('COMPLETED');
  const [performed] = itemsOf(found[knownTag('UnifiedProcedureStepPerformedProcedureSequence')]);
  expect(textOf(performed ?? {}, 'PerformedProcedureStepDescription')).toBe(
    '2 instances imported, receipt 000001',
  );
  const [output] = itemsOf(performed?.[knownTag('OutputInformationSequence')]);
  expect(itemsOf(output?.[knownTag('ReferencedSOPSequence')])).toHaveLength(2);
});

it('cancels the step when nothing came in, with the receipt that says so', async () => {
  const { archive } = await temporaryArchive();
  schedule(archive);
  await runImport(archive, await disc({ 'README.TXT': 'no images' }));
  const found = workitem(archive);
  expect(stateOf(found)).toBe('CANCELED');
  const [progress] = itemsOf(found[knownTag('ProcedureStepProgressInformationSequence')]);
  expect(textOf(progress ?? {}, 'ReasonForCancellation')).toContain('receipt 000001');
});

it('begins no import for a step that somebody else works on', async () => {
  const { archive } = await temporaryArchive();
  schedule(archive);
  const partitionKey = partitionKeyOf(archive, 'clinic-A');
  const path = { partitionName: place, partitionKey, sopInstanceUID: '1.2.3' };
  archive.worklist.changeState(path, 'IN PROGRESS', '1.9');
  const folder = await disc({ A: ctImage() });
  await expect(runImport(archive, folder)).rejects.toMatchObject({ code: 'InvalidWorkitem' });
  expect(archive.jobs.list()).toEqual([]);
});

it('cancels at the next start what an import left in progress, and nothing else', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  for (const uid of ['1.2.3', '1.2.4', '1.2.5']) schedule(archive, uid);
  const partitionKey = partitionKeyOf(archive, 'clinic-A');
  const other = { partitionName: place, partitionKey, sopInstanceUID: '1.2.4' };
  archive.worklist.changeState(other, 'IN PROGRESS', '1.9');
  // As an import does it, whose process dies before its end.
  const own = `${implementationClassUID}.1.42`;
  archive.worklist.changeState({ ...other, sopInstanceUID: '1.2.3' }, 'IN PROGRESS', own);
  await archive.close();
  const { archive: again } = await temporaryArchive({ dataDirectory });
  const states = ['1.2.3', '1.2.4', '1.2.5'].map((uid) => stateOf(workitem(again, uid)));
  expect(states).toEqual(['CANCELED', 'IN PROGRESS', 'SCHEDULED']);
});

it('schedules steps that say everything a worklist asks for', () => {
  expect(step).toMatchObject({
    ...element('PatientName', { Alphabetic: 'Doe^Jane' }),
    ...element('TransactionUID'),
  });
});
