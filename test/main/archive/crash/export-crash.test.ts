import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { promises as fs } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ExportLayout } from '../../../../app/model/export.ts';
import type { Operation } from '../../../../app/model/operations.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { crashProgram } from '../../../support/crash-program.ts';
import {
  partitionKeyOf,
  readAll,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

let child: string;
const images = 120;

beforeAll(async () => {
  child = await crashProgram('export-crash-child');
});

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The folder an export is made in gets its name while it is looked through: then it is looked through again. */
async function countBelow(folder: string, ending: string): Promise<number> {
  try {
    return (await filesBelow(folder)).filter((path) => path.endsWith(ending)).length;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}

interface Moment {
  readonly layout: ExportLayout;
  readonly count: number;
  /** Of the files counted; any, when it is left out. */
  readonly ending?: string;
}

/** Kills the process as soon as `count` files lie at the destination; returns the number of the operation. */
async function crash(data: string, to: string, { layout, count, ending = '' }: Moment) {
  const args = [child, data, to, layout, String(images)];
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  running.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const closed = once(running, 'close');
  await fs.mkdir(to);
  while (running.exitCode === null && (await countBelow(to, ending)) < count) await wait(2);
  running.kill('SIGKILL');
  const [, signal] = (await closed) as [unknown, string | null];
  expect(signal).toBe('SIGKILL');
  return output.trim();
}

async function ended(archive: Archive, operationId: string): Promise<Operation> {
  for (;;) {
    const operation = archive.operations.find(operationId);
    if (operation === undefined) throw new Error('the operation is not known');
    if (!['notStarted', 'running'].includes(operation.status)) return operation;
    await wait(10);
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function storedHashes(archive: Archive): Promise<readonly string[]> {
  const path = { partitionKey: partitionKeyOf(archive, 'crash'), studyInstanceUID: '2.25.1001' };
  const hashes: string[] = [];
  for (const one of archive.retrieve.instances(path)) hashes.push(sha256(await readAll(one)));
  return hashes.sort();
}

async function hashesBelow(folder: string): Promise<readonly string[]> {
  const hashes: string[] = [];
  for (const path of await filesBelow(folder)) hashes.push(sha256(await fs.readFile(path)));
  return hashes.sort();
}

describe('an export that is killed', () => {
  it.each([
    { count: 2, ending: '' },
    { count: 100, ending: '' },
    { count: 1, ending: '.dcm' },
  ])('with $count files like *$ending there is finished after a restart', async (moment) => {
    const data = await temporaryFolder();
    const to = join(await temporaryFolder(), 'to');
    const operationId = await crash(data, to, { layout: 'uids', ...moment });
    const results = join(to, operationId, 'results');
    const before = await filesBelow(results);
    // Whatever has its name is whole already.
    const { archive } = await temporaryArchive({ dataDirectory: data });
    const stored = await storedHashes(archive);
    for (const hash of await hashesBelow(results)) expect(stored).toContain(hash);
    const inodes = new Map<string, number>();
    for (const path of before) inodes.set(path, (await fs.stat(path)).ino);
    const { status, results: told } = await ended(archive, operationId);
    expect([status, told]).toMatchObject(['succeeded', { exported: images, skipped: 0 }]);
    expect(await hashesBelow(results)).toEqual(stored);
    for (const [path, inode] of inodes) expect((await fs.stat(path)).ino).toBe(inode);
    expect((await fs.readdir(join(to, operationId))).sort()).toEqual(['errors.log', 'results']);
  });

  it.each([2, 30, 60])('with %i files for media there is whole after it', async (count) => {
    const data = await temporaryFolder();
    const to = join(await temporaryFolder(), 'to');
    const operationId = await crash(data, to, { layout: 'media', count });
    const { archive } = await temporaryArchive({ dataDirectory: data });
    const { status, results } = await ended(archive, operationId);
    expect([status, results]).toMatchObject(['succeeded', { exported: images, skipped: 0 }]);
    const folders = await fs.readdir(to);
    expect(folders).toHaveLength(1);
    expect(folders[0]).toMatch(/^EXPORT0[12]$/);
    expect(await hashesBelow(to)).toEqual(await storedHashes(archive));
    expect(archive.jobs.list()).toMatchObject([{ jobId: operationId, state: 'complete' }]);
  });

  it('fails when its destination is not there any more, and makes nothing', async () => {
    for (const layout of ['uids', 'media'] as const) {
      const data = await temporaryFolder();
      const to = join(await temporaryFolder(), 'to');
      const operationId = await crash(data, to, { layout, count: 20 });
      const aside = `${to}-aside`;
      await fs.rename(to, aside);
      const { archive } = await temporaryArchive({ dataDirectory: data });
      const { status, results } = await ended(archive, operationId);
      expect([status, results]).toMatchObject(['failed', { problem: 'DestinationUnusable' }]);
      expect(await fs.readdir(join(to, '..'))).toEqual([basename(aside)]);
    }
  });
});
