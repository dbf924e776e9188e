import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { promises as fs } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import type { StoreStep } from '../../../../main/archive/services/commit-queue.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import {
  neverAborted,
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

const child = resolve('out', 'crash', 'import-crash-child.js');
const images = 120;

beforeAll(async () => {
  await build({
    entryPoints: [resolve('test/support/import-crash-child.ts')],
    outfile: child,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.18',
    logLevel: 'error',
    external: ['better-sqlite3'],
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
  });
});

async function disc(): Promise<string> {
  const folder = await temporaryFolder();
  for (let number = 1; number <= images; number += 1) {
    const bytes = ctImage({ sopInstanceUID: `2.25.8${String(number)}`, instanceNumber: number });
    await fs.writeFile(join(folder, `IM${String(number)}`), bytes);
  }
  return folder;
}

async function crash(
  dataDirectory: string,
  folder: string,
  [step, occurrence]: readonly [StoreStep, number],
): Promise<void> {
  const args = [child, dataDirectory, folder, step, String(occurrence)];
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [, signal] = (await once(running, 'close')) as [unknown, string | null];
  expect(signal).toBe('SIGKILL');
}

async function blobCount(dataDirectory: string): Promise<number> {
  const root = join(dataDirectory, 'blobs');
  const entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

it.each<readonly [StoreStep, number]>([
  ['staged', 20],
  ['synced', 20],
  ['published', 2],
  ['journaled', 2],
  ['indexed', 2],
])(
  'an import killed twice at "%s" goes on to its end, and can be taken back as a whole',
  async (...point) => {
    const [folder, dataDirectory] = [await disc(), await temporaryFolder()];
    await crash(dataDirectory, folder, point);
    await crash(dataDirectory, folder, [point[0], 1]);
    const { archive } = await temporaryArchive({ dataDirectory });
    const begun = archive.jobs.imports();
    expect(begun).toMatchObject([{ state: 'running', sourceLabel: 'disc' }]);
    const { jobId } = archive.jobs.startImport({
      ...{ paths: [folder], label: 'disc', partitionName: partitionName('crash') },
      resume: begun[0]?.jobId ?? '',
    });
    const report = await archive.jobs.finished(jobId);
    expect(report).toMatchObject({
      job: { state: 'complete', counts: { scanned: images, stored: images, alreadyHere: 0 } },
      balanced: true,
      verification: { checked: images, damaged: 0, missing: 0 },
    });
    await expect.poll(() => blobCount(dataDirectory)).toBe(images);
    await expect(archive.jobs.undoImport(jobId)).resolves.toBe(images);
    await expect(blobCount(dataDirectory)).resolves.toBe(0);
    const { stored } = await archive.verify({ signal: neverAborted });
    expect(stored.instances).toBe(0);
  },
  60_000,
);
