// The short way of files on a medium, through the real archive and its workers.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import {
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

it('leaves nothing in the folder of incoming files, whatever becomes of what it took', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  const medium = await temporaryFolder();
  await fs.writeFile(join(medium, 'IMG1'), ctImage());
  await fs.writeFile(join(medium, 'IMG2'), ctImage({ omit: ['0020000D'] }));
  await fs.writeFile(join(medium, 'README.TXT'), 'read me');
  const request = { paths: [medium], label: 'medium', partitionName: partitionName('clinic') };
  for (const expected of [
    { stored: 1, alreadyHere: 0, refused: 1, notDicom: 1 },
    { stored: 0, alreadyHere: 1, refused: 1, notDicom: 1 },
  ]) {
    const { job } = await archive.jobs.finished(archive.jobs.startImport(request).jobId);
    expect(job).toMatchObject({ counts: expected });
    expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
  }
});
