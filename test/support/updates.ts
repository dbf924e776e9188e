// Starts updates of an archive and waits for their end.
import { expect } from 'vitest';
import { Tag } from '../../app/dicom/tag.ts';
import type { Operation } from '../../app/model/operations.ts';
import type { Archive } from '../../main/archive/archive.ts';
import { readBytes } from '../fixtures/read-bytes.ts';
import { partitionKeyOf, readAll } from './temporary-archive.ts';

export const nameChange = (name: string) => ({
  [Tag.PatientName]: { vr: 'PN', Value: [{ Alphabetic: name }] },
});

export async function ended(archive: Archive, operationId: string): Promise<Operation> {
  await expect
    .poll(() => archive.operations.find(operationId)?.status, { timeout: 20_000 })
    .toMatch(/succeeded|failed/);
  const operation = archive.operations.find(operationId);
  if (operation === undefined) throw new Error('No such operation');
  return operation;
}

export function startRenaming(
  archive: Archive,
  studyInstanceUIDs: readonly string[],
  name: string,
): string {
  const partitionKey = partitionKeyOf(archive, 'clinic-A');
  const changes = nameChange(name);
  return archive.startUpdate({ partitionKey, studyInstanceUIDs, changes }).operationId;
}

/** Patient's names the stored files of a study really hold, each once. */
export async function namesInFiles(
  archive: Archive,
  studyInstanceUID: string,
  version: 'latest' | 'original' = 'latest',
): Promise<readonly (string | undefined)[]> {
  const partitionKey = partitionKeyOf(archive, 'clinic-A');
  const names = new Set<string | undefined>();
  for (const instance of archive.retrieve.instances({ partitionKey, studyInstanceUID }, version)) {
    const bytes = await readAll(instance);
    expect(bytes.length).toBe(instance.bytes);
    names.add(readBytes(bytes).dataset.string(Tag.PatientName));
  }
  return [...names].sort();
}
