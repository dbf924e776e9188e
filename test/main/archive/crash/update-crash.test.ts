import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { crashProgram, untilKilled } from '../../../support/crash-program.ts';
import { temporaryArchive, temporaryFolder } from '../../../support/temporary-archive.ts';
import { ended, namesInFiles } from '../../../support/updates.ts';

let child: string;

beforeAll(async () => {
  child = await crashProgram('update-crash-child');
});

/** The operation that was promised before the process died. */
async function crash(dataDirectory: string, step: string, occurrence: number): Promise<string> {
  return untilKilled(child, [dataDirectory, step, String(occurrence)]);
}

async function blobCount(dataDirectory: string): Promise<number> {
  const root = join(dataDirectory, 'blobs');
  const entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

it.each([
  // Lines of the journal: the operation, then for each study its files and its update.
  ['journaled', 2],
  ['published', 1],
  ['journaled', 3],
  ['indexed', 1],
  ['published', 2],
  ['journaled', 5],
  ['indexed', 2],
] as const)('goes on after a crash at %s, occurrence %i, and leaves no litter', async (step, n) => {
  const dataDirectory = await temporaryFolder();
  const operationId = await crash(dataDirectory, step, n);
  const { archive } = await temporaryArchive({ dataDirectory });
  for (const study of ['1.1', '1.2']) {
    // Whatever the moment: a study is all old or all new.
    expect(await namesInFiles(archive, study)).toHaveLength(1);
  }
  expect(await ended(archive, operationId)).toMatchObject({
    status: 'succeeded',
    results: { studyProcessed: 2, studyUpdated: 2, studyFailed: 0, instanceUpdated: 24 },
  });
  for (const study of ['1.1', '1.2']) {
    expect(await namesInFiles(archive, study)).toEqual(['After^Crash']);
    expect(await namesInFiles(archive, study, 'original')).toEqual(['Doe^Jane']);
  }
  const updates = archive.changes
    .range({ after: 0, last: 1000, hasMetadata: false })
    .filter(({ action }) => action === 'Update');
  expect(updates).toHaveLength(24);
  await archive.close();
  const again = await temporaryArchive({ dataDirectory });
  await expect.poll(() => blobCount(dataDirectory)).toBe(48);
  expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
  await again.archive.close();
});
