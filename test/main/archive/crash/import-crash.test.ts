import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { StoreStep } from '../../../../main/archive/services/commit-queue.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import { buildZip } from '../../../fixtures/zip-builder.ts';
import { crashProgram } from '../../../support/crash-program.ts';
import {
  neverAborted,
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

let child: string;
const images = 120;

beforeAll(async () => {
  child = await crashProgram('import-crash-child');
});

const files = Array.from({ length: images }, (_, index) => {
  const number = index + 1;
  const content = ctImage({ sopInstanceUID: `2.25.8${String(number)}`, instanceNumber: number });
  return { name: `IM${String(number)}`, content, method: 8 };
});

async function folder(): Promise<string> {
  const path = await temporaryFolder();
  for (const { name, content } of files) {
    await fs.writeFile(join(path, name), content);
  }
  return path;
}

/** Half of the files in the archive, half in an archive in it. */
async function archiveFile(): Promise<string> {
  const half = images / 2;
  const inner = { name: 'inner.zip', content: buildZip(files.slice(half)) };
  const path = join(await temporaryFolder(), 'disc.zip');
  await fs.writeFile(path, buildZip([...files.slice(0, half), inner]));
  return path;
}

const media = { folder, archive: archiveFile } as const;

async function crash(
  dataDirectory: string,
  path: string,
  [step, occurrence]: readonly [StoreStep, number],
): Promise<void> {
  const args = [child, dataDirectory, path, step, String(occurrence)];
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [, signal] = (await once(running, 'close')) as [unknown, string | null];
  expect(signal).toBe('SIGKILL');
}

async function blobCount(dataDirectory: string): Promise<number> {
  const root = join(dataDirectory, 'blobs');
  const entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

it.each<readonly [StoreStep, number, keyof typeof media]>([
  ['staged', 20, 'folder'],
  ['published', 2, 'folder'],
  ['journaled', 2, 'folder'],
  ['indexed', 2, 'folder'],
  ['staged', 20, 'archive'],
  ['indexed', 2, 'archive'],
])(
  'an import killed twice at "%s" (%i) of this medium: %s, goes on to its end, and can be taken back as a whole',
  async (step, occurrence, medium) => {
    const [path, dataDirectory] = [await media[medium](), await temporaryFolder()];
    await crash(dataDirectory, path, [step, occurrence]);
    await crash(dataDirectory, path, [step, 1]);
    const { archive } = await temporaryArchive({ dataDirectory });
    const begun = archive.jobs.imports();
    expect(begun).toMatchObject([{ state: 'running', sourceLabel: 'disc' }]);
    const { jobId } = archive.jobs.startImport({
      ...{ paths: [path], label: 'disc', partitionName: partitionName('crash') },
      resume: begun[0]?.jobId ?? '',
    });
    const report = await archive.jobs.finished(jobId);
    expect(report).toMatchObject({
      job: { state: 'complete', counts: { scanned: images, stored: images, alreadyHere: 0 } },
      balanced: true,
      verification: { checked: images, damaged: 0, missing: 0 },
    });
    await expect.poll(() => blobCount(dataDirectory)).toBe(images);
    expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
    await expect(archive.jobs.undoImport(jobId)).resolves.toBe(images);
    await expect(blobCount(dataDirectory)).resolves.toBe(0);
    const { stored } = await archive.verify({ signal: neverAborted });
    expect(stored.instances).toBe(0);
  },
  60_000,
);
