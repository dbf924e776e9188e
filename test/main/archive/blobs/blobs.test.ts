import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBlobs } from '../../../../main/archive/blobs/blobs.ts';
import type { Blobs } from '../../../../main/archive/blobs/blobs.ts';
import { createKeySource } from '../../../../main/archive/blobs/blob-paths.ts';
import { realFiles } from '../../../../main/archive/blobs/files.ts';
import type { Files } from '../../../../main/archive/blobs/files.ts';
import { inPieces, neverAborted, temporaryFolder } from '../../../support/temporary-archive.ts';

async function temporaryBlobs(files: Partial<Files> = {}): Promise<Blobs> {
  const root = await temporaryFolder();
  await fs.mkdir(join(root, 'blobs'));
  await fs.mkdir(join(root, 'incoming'));
  const blobs = createBlobs(root, { ...realFiles, ...files });
  onTestFinished(blobs.close);
  return blobs;
}

const bytes = new Uint8Array(5000).map((_, index) => index);

async function collect(readable: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readable) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function systemError(code: string): Error {
  return Object.assign(new Error('as the system says it'), { code });
}

describe('a blob', () => {
  it('waits in incoming until it is published, then streams whole or in part', async () => {
    const blobs = await temporaryBlobs();
    const blob = await blobs.stage(inPieces(bytes), neverAborted);
    expect(blob.bytes).toBe(5000);
    await blobs.sync(blob);
    await blobs.publish([blob]);
    expect(await fs.readdir(blobs.incoming)).toEqual([]);
    expect(await collect(blobs.open(blob.key, neverAborted))).toEqual(Buffer.from(bytes));
    const range = { offset: 100, length: 50 };
    expect(await collect(blobs.open(blob.key, neverAborted, range))).toEqual(
      Buffer.from(bytes.subarray(100, 150)),
    );
  });

  it('may be discarded or removed twice', async () => {
    const blobs = await temporaryBlobs();
    const blob = await blobs.stage(inPieces(bytes), neverAborted);
    await blobs.discard(blob);
    await blobs.discard(blob);
    await blobs.remove(blob.key);
    expect(await fs.readdir(blobs.incoming)).toEqual([]);
  });

  it('is never looked for under a name that is no key', async () => {
    const blobs = await temporaryBlobs();
    for (const name of ['../../etc/passwd', '', 'ABCD', 'a'.repeat(33)]) {
      expect(() => blobs.path(name as never)).toThrow(TypeError);
    }
  });
});

describe('keys', () => {
  it('fill one shard after the other, so that a batch shares a directory', () => {
    const keys = createKeySource();
    const made = Array.from({ length: 600 }, () => keys.next());
    expect(new Set(made).size).toBe(600);
    const shards = made.map((key) => key.slice(0, 4));
    expect(new Set(shards.slice(0, 256)).size).toBe(1);
    expect(new Set(shards).size).toBeLessThanOrEqual(3);
    expect(shards.every((shard) => keys.usesShard(shard))).toBe(true);
  });
});

describe('a disk that fails', () => {
  const failing = (code: string) => async () => Promise.reject(systemError(code));

  it.each([
    ['ENOSPC', 'StorageFull'],
    ['EDQUOT', 'StorageFull'],
    ['EIO', 'StorageFailure'],
    ['EACCES', 'StorageFailure'],
  ])('%s while opening is %s', async (code, problem) => {
    const blobs = await temporaryBlobs({ open: failing(code) });
    await expect(blobs.stage(inPieces(bytes), neverAborted)).rejects.toMatchObject({
      code: problem,
    });
  });

  it('leaves nothing behind when it is full in the middle of a file', async () => {
    const blobs = await temporaryBlobs({
      async open(path, flags, mode) {
        const handle = await realFiles.open(path, flags, mode);
        handle.writev = failing('ENOSPC');
        return handle;
      },
    });
    await expect(blobs.stage(inPieces(bytes), neverAborted)).rejects.toMatchObject({
      code: 'StorageFull',
    });
    expect(await fs.readdir(blobs.incoming)).toEqual([]);
  });

  it('is told when a blob cannot be renamed', async () => {
    const blobs = await temporaryBlobs({ rename: failing('EIO') });
    const blob = await blobs.stage(inPieces(bytes), neverAborted);
    await blobs.sync(blob);
    await expect(blobs.publish([blob])).rejects.toMatchObject({ code: 'StorageFailure' });
  });
});
