import { closeSync, promises as fs, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBlobs } from '../../../../main/archive/blobs/blobs.ts';
import type { Blobs } from '../../../../main/archive/blobs/blobs.ts';
import type { BlobPlace } from '../../../../main/archive/blobs/places.ts';
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

describe('a place reserved for good', () => {
  it('is where the bytes stay, unless too many wait there already for their row', async () => {
    const blobs = await temporaryBlobs();
    const places = await Promise.all(Array.from({ length: 600 }, () => blobs.reserveForGood()));
    const isInPlace = ({ key, path }: BlobPlace): boolean => path === blobs.path(key);
    expect(places.filter(isInPlace)).toHaveLength(512);
    for (const place of places.filter(isInPlace).slice(0, 2)) await blobs.discard(place);
    expect(isInPlace(await blobs.reserveForGood())).toBe(true);
  });

  it('is published from wherever it is', async () => {
    const blobs = await temporaryBlobs();
    const places = await Promise.all(Array.from({ length: 513 }, () => blobs.reserveForGood()));
    const batch = [places[0], places[512]].filter((place) => place !== undefined);
    for (const place of batch) await blobs.write(place, [bytes.subarray(0, 7), bytes.subarray(7)]);
    await blobs.publish(batch);
    expect(await fs.readdir(blobs.incoming)).toEqual([]);
    for (const { key } of batch) {
      expect(await collect(blobs.open(key, neverAborted))).toEqual(Buffer.from(bytes));
    }
  });
});

describe('a file made ahead', () => {
  it('is there, empty, before its bytes come, and is the one they are written to', async () => {
    const made: string[] = [];
    const create: Files['create'] = (path) => {
      made.push(path);
      return realFiles.create(path);
    };
    const blobs = await temporaryBlobs({ create });
    const place = await opened(blobs);
    await expect.poll(async () => (await fs.stat(place.path)).size).toBe(0);
    await blobs.write(place, [bytes]);
    await blobs.publish([place]);
    expect(made).toEqual([blobs.path(place.key)]);
    expect(await collect(blobs.open(place.key, neverAborted))).toEqual(Buffer.from(bytes));
  });

  it('is made for few at a time', async () => {
    const blobs = await temporaryBlobs();
    const places = [];
    for (let count = 0; count < 4; count += 1) places.push(await opened(blobs));
    expect(blobs.openAhead()).toBeUndefined();
    for (const place of places.slice(0, 1)) await blobs.discard(place);
    expect(await blobs.openAhead()).toBeDefined();
  });

  it('is made for few of those that come while their folder is being made', async () => {
    const blobs = await temporaryBlobs();
    const places = Array.from({ length: 20 }, () => blobs.openAhead());
    const made = places.filter((place) => place !== undefined);
    expect(made).toHaveLength(4);
    await Promise.all(made);
  });

  it('is closed and gone when it is discarded', async () => {
    const closed: number[] = [];
    const close: Files['close'] = (descriptor) => {
      closed.push(descriptor);
      realFiles.close(descriptor);
    };
    const blobs = await temporaryBlobs({ close });
    const place = await opened(blobs);
    await blobs.discard(place);
    expect(closed).toHaveLength(1);
    await expect(fs.stat(place.path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('that cannot be made is told to whoever writes', async () => {
    const blobs = await temporaryBlobs({ create: () => Promise.reject(systemError('ENOSPC')) });
    const place = await opened(blobs);
    await expect(blobs.write(place, [bytes])).rejects.toMatchObject({ code: 'StorageFull' });
    await blobs.discard(place);
  });

  it('stays when it is discarded after it was published, however often', async () => {
    const blobs = await temporaryBlobs();
    const place = await opened(blobs);
    await blobs.write(place, [bytes]);
    await blobs.publish([place]);
    await blobs.discard(place);
    await blobs.discard(place);
    expect(await collect(blobs.open(place.key, neverAborted))).toEqual(Buffer.from(bytes));
  });
});

async function opened(blobs: Blobs): Promise<BlobPlace> {
  const place = await blobs.openAhead();
  if (place === undefined) throw new Error('none was made');
  return place;
}

describe('a copy that somebody else wrote', () => {
  /** Written where it stays and handed over open, as workers do. */
  async function adopted(blobs: Blobs): Promise<{ place: BlobPlace; descriptor: number }> {
    const place = await blobs.reserveForGood();
    const descriptor = openSync(place.path, 'wx');
    writeSync(descriptor, bytes);
    await blobs.adopt(place, descriptor);
    return { place, descriptor };
  }

  it('is flushed once, early or when it is published, and closed', async () => {
    const flushed: number[] = [];
    const flush: Files['flush'] = (descriptor) => {
      flushed.push(descriptor);
      return realFiles.flush(descriptor);
    };
    // The system gives a number again at once, so it is no use asking for what is open.
    const closed: number[] = [];
    const close: Files['close'] = (descriptor) => {
      realFiles.close(descriptor);
      closed.push(descriptor);
    };
    const blobs = await temporaryBlobs({ flush, close });
    const [early, late] = [await adopted(blobs), await adopted(blobs)];
    blobs.flushEarly(early.place);
    expect(flushed).toEqual([early.descriptor]);
    await blobs.publish([early.place, late.place]);
    expect(flushed).toEqual([early.descriptor, late.descriptor]);
    expect(closed.sort()).toEqual([early.descriptor, late.descriptor].sort());
    expect(await collect(blobs.open(early.place.key, neverAborted))).toEqual(Buffer.from(bytes));
  });

  it('is not published when its early flush failed', async () => {
    const blobs = await temporaryBlobs({ flush: () => Promise.reject(systemError('EIO')) });
    const { place } = await adopted(blobs);
    blobs.flushEarly(place);
    await expect(blobs.publish([place])).rejects.toMatchObject({ code: 'StorageFailure' });
  });

  it('is closed only after its early flush when it is discarded', async () => {
    const order: string[] = [];
    const blobs = await temporaryBlobs({
      async flush(descriptor) {
        await realFiles.flush(descriptor);
        order.push('flushed');
      },
      close(descriptor) {
        order.push('closed');
        closeSync(descriptor);
      },
    });
    const { place } = await adopted(blobs);
    blobs.flushEarly(place);
    await blobs.discard(place);
    expect(order).toEqual(['flushed', 'closed']);
    await expect(fs.stat(place.path)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
