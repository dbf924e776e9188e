// Text of the command line into what the archive takes; each refusal is one sentence.
import { promises as fs } from 'node:fs';
import { resolve } from 'node:path';
import type { PartitionName } from '../../app/model/identifiers.ts';
import { parsePartitionName, partitionNameFault } from '../../app/model/partition.ts';
import type { PartitionNameFault } from '../../app/model/partition.ts';
import { systemErrorSentence } from '../archive/intake/system-errors.ts';
import { makeFolders } from '../archive/make-folders.ts';
import { CommandError } from './failure.ts';

const nameFaults: Readonly<Record<PartitionNameFault, string>> = {
  empty: 'it is empty',
  tooLong: 'it is longer than 64 characters',
  characters: 'only letters, digits, and . - _ are allowed',
  dotSegment: '"." and ".." cannot be names',
};

export function partitionNameOf(text: string): PartitionName {
  const name = parsePartitionName(text);
  if (name !== undefined) return name;
  const fault = partitionNameFault(text) ?? 'characters';
  throw new CommandError(`The partition name is not valid: ${nameFaults[fault]}.`);
}

export function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new CommandError('The port must be a number from 0 to 65535.');
}

/** As `npm run vestibule`, not by its path or its `bin`. */
export function isRunByNpm(): boolean {
  return process.env['npm_lifecycle_event'] === 'vestibule';
}

/** npm runs scripts in the package's folder and says in INIT_CWD where the person stood. */
export function absolutePath(text: string): string {
  const start = process.env['INIT_CWD'];
  return resolve(isRunByNpm() && start !== undefined ? start : process.cwd(), text);
}

/** Makes the data directory, readable by its owner alone, where it does not exist yet. */
export async function prepareDataDirectory(directory: string): Promise<void> {
  try {
    await makeFolders(directory, 0o700);
    await fs.access(directory, fs.constants.W_OK);
  } catch (error) {
    const why = systemErrorSentence(error);
    throw new CommandError(`The data directory ${directory} cannot be used: ${why}`);
  }
}

/** For commands that only read: a mistyped directory must not become an empty archive. */
export async function requireDataDirectory(directory: string): Promise<void> {
  const stats = await fs.stat(directory).catch(() => undefined);
  if (stats?.isDirectory() !== true) {
    throw new CommandError(`There is no data directory at ${directory}.`);
  }
}

export async function requirePaths(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await fs.lstat(path).catch((error: unknown) => {
      throw new CommandError(`${path} cannot be imported: ${systemErrorSentence(error)}`);
    });
  }
}
