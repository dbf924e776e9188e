// What tests use when the machine has it: real files beside the project and programs of the system.
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';

const beside = resolve('..', 'shared');

/** Real DICOM files of public collections, with MANIFEST.tsv. */
export const corpusDirectory = join(beside, 'corpus', 'dev');
/** Writes synthetic discs, whole or faulty, with an account of what is on them. */
export const discMaker = join(beside, 'tools', 'make_disc.py');
/** The system's own Python: only it has pydicom. */
export const python = '/usr/bin/python3';

export function hasProgram(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    return existsSync(join(folder, name));
  });
}

export function hasPydicom(): boolean {
  try {
    execFileSync(python, ['-c', 'import pydicom, numpy'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

/** For `it.runIf`: says once which tests are left out and why. */
export function whenAvailable(what: string, isAvailable: boolean): boolean {
  if (!isAvailable) process.stderr.write(`skipped: tests that need ${what}, which is not here\n`);
  return isAvailable;
}

/** Whether another user of the system could run what lies in this folder. */
export function isOpenToAnybody(folder: string): boolean {
  const isOpen = (statSync(folder).mode & 0o005) === 0o005;
  return isOpen && (dirname(folder) === folder || isOpenToAnybody(dirname(folder)));
}
