// The folder an export goes to: whether it may be used, and how a finished export gets its place in it.
import { promises as fs } from 'node:fs';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { ArchiveError } from '../../../app/problems.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import { systemErrorCode } from '../intake/system-errors.ts';
import { makeFolders } from '../make-folders.ts';
import { componentName } from './file-ids.ts';

/** What a failed write to the destination means. */
const problemsOfSystemErrors: Readonly<Record<string, ProblemCode>> = {
  ENOSPC: 'DestinationFull',
  EDQUOT: 'DestinationFull',
  EFBIG: 'DestinationFull',
  ENOTDIR: 'DestinationNotAFolder',
};

/** Wraps a failure of the destination; ours pass unchanged. */
export function destinationError(error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error;
  const code = problemsOfSystemErrors[systemErrorCode(error) ?? ''] ?? 'DestinationUnusable';
  return new ArchiveError(code, { cause: error });
}

/** The real path a directory has or would have once it is made. */
async function realPathOf(directory: string): Promise<string> {
  try {
    return await fs.realpath(directory);
  } catch (error) {
    const parent = dirname(directory);
    if (systemErrorCode(error) !== 'ENOENT' || parent === directory) throw error;
    return join(await realPathOf(parent), basename(directory));
  }
}

/**
 * Makes sure of a folder to export into and returns its real path. Throws DestinationNotAFolder,
 * DestinationInsideArchive or DestinationUnusable.
 */
export async function prepareDestination(
  directory: string,
  dataDirectory: string,
): Promise<string> {
  if (!isAbsolute(directory)) {
    throw new ArchiveError('DestinationUnusable', { message: 'The path must be absolute.' });
  }
  try {
    const real = await realPathOf(directory);
    await requireOutside(real, dataDirectory);
    const stats = await fs.stat(real).catch(() => undefined);
    if (stats !== undefined && !stats.isDirectory()) {
      throw new ArchiveError('DestinationNotAFolder');
    }
    await makeFolders(real);
    return real;
  } catch (error) {
    throw destinationError(error);
  }
}

async function requireOutside(real: string, dataDirectory: string): Promise<void> {
  const archive = await fs.realpath(dataDirectory);
  if (real === archive || real.startsWith(archive + sep)) {
    throw new ArchiveError('DestinationInsideArchive');
  }
}

/** Makes sure that a folder is still there, and still not in the archive; as `prepareDestination` otherwise. */
export async function requireFolder(directory: string, dataDirectory: string): Promise<string> {
  try {
    const real = await fs.realpath(directory);
    await requireOutside(real, dataDirectory);
    if (!(await fs.stat(real)).isDirectory()) throw new ArchiveError('DestinationNotAFolder');
    return real;
  } catch (error) {
    throw destinationError(error);
  }
}

/** Makes sure that something can be written into a folder; leaves nothing. Throws Destination…. */
export async function requireWritable(directory: string): Promise<void> {
  try {
    await fs.rmdir(await fs.mkdtemp(join(directory, '.vestibule-')));
  } catch (error) {
    throw destinationError(error);
  }
}

/** FAT cannot hold a file of 4 GiB; its number in `statfs` on Linux. */
const fatType = 0x4d44;
const fatMaxFileBytes = 0xffff_ffff;

/** Throws DestinationFull when the files cannot fit, each rounded up to whole blocks. */
export async function requireSpace(directory: string, sizes: readonly number[]): Promise<void> {
  const { bsize, bavail, type } = await fs.statfs(directory).catch((error: unknown) => {
    throw destinationError(error);
  });
  const block = Math.max(bsize, 1);
  const blocks = sizes.reduce((sum, bytes) => sum + Math.ceil(bytes / block) + 1, 0);
  if (blocks > bavail) throw new ArchiveError('DestinationFull');
  if (type === fatType && sizes.some((bytes) => bytes > fatMaxFileBytes)) {
    throw new ArchiveError('DestinationUnusable', {
      message: 'The destination is formatted with FAT, which cannot hold a file of 4 GiB.',
    });
  }
}

/** A hidden folder beside the place of the finished export, so that renaming it never copies. */
export function incompleteFolder(destination: string, jobId: string): string {
  return join(destination, `.vestibule-incomplete-${jobId}`);
}

/** Makes it, empty: what a run before this one left in it goes. */
export async function makeIncompleteFolder(destination: string, jobId: string): Promise<string> {
  const folder = incompleteFolder(destination, jobId);
  try {
    await fs.rm(folder, { recursive: true, force: true });
    await fs.mkdir(folder);
    return folder;
  } catch (error) {
    throw destinationError(error);
  }
}

/** A crash right after "done" must not take the names back. Systems that cannot sync a folder need not. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Takes one name. On POSIX it is reserved by making the folder, because renaming replaces an empty folder
 * silently; Windows refuses to rename onto anything. False when the name belongs to somebody else.
 */
async function takeName(incomplete: string, final: string): Promise<boolean> {
  const exists = await fs.lstat(final).catch(() => undefined);
  if (exists !== undefined) return false;
  const canReserve = process.platform !== 'win32';
  try {
    if (canReserve) await fs.mkdir(final);
    await fs.rename(incomplete, final);
    return true;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EEXIST' || code === 'ENOTEMPTY') return false;
    if (canReserve) await fs.rmdir(final).catch(() => undefined);
    throw destinationError(error);
  }
}

/** Far more than anybody keeps in one folder; the search for a free name has to end. */
const maxExports = 9999;

/**
 * Renames the whole export to the first free `EXPORT01`, `EXPORT02` …; returns the folder's path. `onTry` hears of
 * each name before it is taken.
 */
export async function publishFolder(
  incomplete: string,
  destination: string,
  onTry: (folder: string) => void,
): Promise<string> {
  for (let number = 1; number <= maxExports; number += 1) {
    const folder = join(destination, componentName('EXPORT', number));
    onTry(folder);
    if (await takeName(incomplete, folder)) {
      await syncFolder(destination);
      return folder;
    }
  }
  throw new ArchiveError('DestinationUnusable');
}

/** True when a folder tried was taken, and only the news of it got lost; an empty one that was reserved goes. */
export async function wasPublished(folder: string, incomplete: string): Promise<boolean> {
  const isIncomplete = (await fs.lstat(incomplete).catch(() => undefined)) !== undefined;
  if (isIncomplete) await fs.rmdir(folder).catch(() => undefined);
  const stats = isIncomplete ? undefined : await fs.lstat(folder).catch(() => undefined);
  return stats?.isDirectory() === true;
}
