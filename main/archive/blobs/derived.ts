// Pictures made from stored images, kept to be quick: always deletable, never the only copy of anything.
import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import type { Watermark } from '../../../app/model/identifiers.ts';
import { codeOf } from './file-failure.ts';

/** Names a picture by numbers alone; a watermark is never used twice, so a picture is never out of date. */
export interface DerivedKey {
  readonly watermark: Watermark;
  /** 1-based. */
  readonly frame: number;
  readonly maxSide: number;
  readonly quality: number;
}

export interface DerivedCache {
  read(key: DerivedKey): Promise<Uint8Array | undefined>;
  /** A picture that cannot be kept is made again next time: never rejects. */
  write(key: DerivedKey, bytes: Uint8Array): Promise<void>;
  /** Deletes whatever was made from these versions. */
  forget(watermarks: readonly Watermark[]): Promise<void>;
  /** Versions something is kept of, a folder at a time. */
  watermarks(): AsyncGenerator<readonly Watermark[]>;
}

const folders = 256;
const namePattern = /^(\d+)-\d+-\d+-\d+$/;

function folderOf(directory: string, watermark: Watermark): string {
  return join(directory, (watermark % folders).toString(16).padStart(2, '0'));
}

function fileOf(directory: string, { watermark, frame, maxSide, quality }: DerivedKey): string {
  return join(folderOf(directory, watermark), [watermark, frame, maxSide, quality].join('-'));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await fs.readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function watermarkOf(name: string): Watermark | undefined {
  const digits = namePattern.exec(name)?.[1];
  return digits === undefined ? undefined : (Number(digits) as Watermark);
}

async function forgetIn(folder: string, watermarks: ReadonlySet<Watermark>): Promise<void> {
  const names = (await namesIn(folder)).filter((name) => {
    const watermark = watermarkOf(name);
    return watermark !== undefined && watermarks.has(watermark);
  });
  await Promise.all(names.map((name) => fs.rm(join(folder, name), { force: true })));
}

export function createDerivedCache(directory: string): DerivedCache {
  return {
    async read(key) {
      try {
        const bytes = await fs.readFile(fileOf(directory, key));
        // A power cut may leave an empty file behind: these are not flushed.
        return bytes.length === 0 ? undefined : bytes;
      } catch (error) {
        if (codeOf(error) === undefined) throw error;
        return undefined;
      }
    },
    async write(key, bytes) {
      const path = fileOf(directory, key);
      const draft = `${path}.${randomBytes(6).toString('hex')}`;
      try {
        await fs.mkdir(folderOf(directory, key.watermark), { recursive: true, mode: 0o700 });
        await fs.writeFile(draft, bytes, { mode: 0o600 });
        await fs.rename(draft, path);
      } catch {
        await fs.rm(draft, { force: true }).catch(() => undefined);
      }
    },
    async forget(watermarks) {
      const gone = new Set(watermarks);
      const holding = new Set(watermarks.map((watermark) => folderOf(directory, watermark)));
      for (const folder of holding) await forgetIn(folder, gone);
    },
    async *watermarks() {
      for (const folder of await namesIn(directory)) {
        const names = await namesIn(join(directory, folder));
        yield [...new Set(names.flatMap((name) => watermarkOf(name) ?? []))];
      }
    },
  };
}
