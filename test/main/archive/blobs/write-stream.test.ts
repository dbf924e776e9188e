import { mkdtemp, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeStream } from '../../../../main/archive/blobs/write-stream.ts';

const mebibyte = 1024 * 1024;
let directory: string;
let handle: FileHandle;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vestibule-write-'));
  handle = await open(join(directory, 'file'), 'wx');
});
afterEach(async () => {
  await handle.close();
  await rm(directory, { recursive: true, force: true });
});

describe('writeStream', () => {
  it('holds on to nothing it has written', async () => {
    const count = 256;
    let peakBytes = 0;
    const source = async function* () {
      for (let index = 0; index < count; index += 1) {
        yield new Uint8Array(mebibyte).fill(index);
        await Promise.resolve();
        peakBytes = Math.max(peakBytes, process.memoryUsage().arrayBuffers);
      }
    };
    const written = await writeStream(handle, source(), new AbortController().signal);
    expect(written.bytes).toBe(count * mebibyte);
    expect(peakBytes).toBeLessThan((count / 2) * mebibyte);
  });

  it('stops at once when it is aborted, even while the source keeps silent', async () => {
    const controller = new AbortController();
    const source = async function* () {
      yield new Uint8Array(10);
      await new Promise<never>(() => undefined);
    };
    const writing = writeStream(handle, source(), controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 50);
    await expect(writing).rejects.toMatchObject({ code: 'Cancelled' });
  });
});
