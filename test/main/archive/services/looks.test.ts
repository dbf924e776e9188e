import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import {
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

async function disc(): Promise<string> {
  const folder = await temporaryFolder();
  await fs.writeFile(join(folder, 'A'), ctImage({ sopInstanceUID: '2.25.1' }));
  await fs.writeFile(join(folder, 'README.TXT'), 'hello');
  await fs.writeFile(join(folder, 'LIESMICH.TXT'), 'hello');
  return folder;
}

describe('a look at a medium', () => {
  it('ends with what is on it, without a word about single files', async () => {
    const { archive } = await temporaryArchive();
    const request = { paths: [await disc()], partitionName: partitionName('P') };
    const { lookId } = archive.looks.begin(request);
    const state = await vi.waitFor(
      () => {
        const now = archive.looks.state(lookId);
        if (now.state !== 'done') throw new Error(now.state);
        return now;
      },
      { timeout: 20_000 },
    );
    expect(state.overview).toMatchObject({ scanned: 3, counts: { new: 1, notDicom: 2 } });
    expect(state.overview.kinds).toEqual([{ kind: 'document', count: 2 }]);
    expect(state.overview).not.toHaveProperty('files');
    expect(archive.partitions.list()).toHaveLength(1);
  });

  it('is refused to nobody who waits: a failure is a state', async () => {
    const { archive, dataDirectory } = await temporaryArchive();
    const request = { paths: [dataDirectory], partitionName: partitionName('P') };
    const { lookId } = archive.looks.begin(request);
    await vi.waitFor(
      () => {
        expect(archive.looks.state(lookId)).toEqual({
          ...{ state: 'failed', problem: 'SourceInsideArchive' },
        });
      },
      { timeout: 20_000 },
    );
  });

  it('is forgotten once it was given up', async () => {
    const { archive } = await temporaryArchive();
    const request = { paths: [await disc()], partitionName: partitionName('P') };
    const { lookId } = archive.looks.begin(request);
    archive.looks.end(lookId);
    expect(() => archive.looks.state(lookId)).toThrow('cannot be found');
  });

  it('holds an import back when the medium is another one by then', async () => {
    const { archive } = await temporaryArchive();
    const { jobId } = archive.jobs.startImport({
      ...{ paths: [await disc()], label: 'disc', partitionName: partitionName('P') },
      choice: { isConfirmed: true, fingerprint: '0'.repeat(64) },
    });
    const { job } = await archive.jobs.finished(jobId);
    expect([job.state, job.problem]).toEqual(['failed', 'MediumChanged']);
    expect(archive.partitions.find(partitionName('P'))).toBeUndefined();
  });
});
