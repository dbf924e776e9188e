// What kind of medium a person chose: for the receipt, which is read when the medium is long gone.
import { promises as fs } from 'node:fs';
import { basename, dirname } from 'node:path';
import { isDicomdirName } from '../../../app/media/dicomdir/file-ids.ts';
import type { MediumKind } from '../../../app/model/receipt.ts';
import { hasPart10Prefix, nonDicomKind } from './classify.ts';
import { systemErrorCode } from './system-errors.ts';

/** ECMA-119 §8.1.2: the first volume descriptor names the standard it follows. */
const standardIdentifier = { offset: 32_769, text: 'CD001' } as const;
const headBytes = standardIdentifier.offset + standardIdentifier.text.length;

async function headOf(path: string): Promise<Buffer> {
  const file = await fs.open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function kindOfFile(path: string): Promise<MediumKind> {
  if (isDicomdirName(basename(path))) return 'mediaDirectory';
  const head = await headOf(path);
  if (head.toString('latin1', standardIdentifier.offset) === standardIdentifier.text) {
    return 'discImage';
  }
  const isArchive = !hasPart10Prefix(head) && nonDicomKind(path, head) === 'archive';
  return isArchive ? 'archive' : 'files';
}

/** Where another file system is mounted, or where the system has nothing above. */
async function isVolume(path: string, device: number): Promise<boolean> {
  const above = dirname(path);
  return above === path || (await fs.stat(above)).dev !== device;
}

async function kindOf(path: string): Promise<MediumKind> {
  const real = await fs.realpath(path);
  const stats = await fs.stat(real);
  if (stats.isFile()) return await kindOfFile(real);
  if (!stats.isDirectory()) return 'files';
  return (await isVolume(real, stats.dev)) ? 'volume' : 'folder';
}

/** Never throws for anything a medium does: `files` is what remains. */
export async function mediumKind(paths: readonly string[]): Promise<MediumKind> {
  const [only, ...others] = paths;
  if (only === undefined) return 'files';
  try {
    if (others.length === 0) return await kindOf(only);
    const all = await Promise.all(paths.map((path) => fs.stat(path)));
    return all.every((stats) => stats.isDirectory()) ? 'folders' : 'files';
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return 'files';
  }
}
