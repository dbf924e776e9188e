// Copies stored files out of the archive. Flushing the copies and reading them again is for whoever gets them.
import { openSync, writeSync } from 'node:fs';
import { destinationError } from '../../export/destination.ts';
import { hasPart10Prefix } from '../../intake/classify.ts';
import { openedBy } from '../flush-all.ts';
import { readHeld } from '../held-file.ts';
import type { CopiedFile, CopyOutReply, CopyOutRequest } from '../tasks.ts';

/** Read and write, never execute; the person's umask narrows it. */
const fileMode = 0o666;

/** Throws Destination… when one of the copies cannot be written; what there is of them stays then. */
export function copyOut({ files }: CopyOutRequest): CopyOutReply {
  try {
    return openedBy((opened) => files.map((file) => copyOne(file, opened)));
  } catch (error) {
    throw destinationError(error);
  }
}

function copyOne(
  { source, path, bytes: announced }: CopyOutRequest['files'][number],
  opened: number[],
): CopiedFile {
  const bytes = readSource(source, announced);
  if (bytes === undefined) return { kind: 'unreadable' };
  const copy = openSync(path, 'wx', fileMode);
  opened.push(copy);
  for (let done = 0; done < bytes.length;) done += writeSync(copy, bytes, done);
  return { kind: 'copied', copy, isPart10: hasPart10Prefix(bytes) };
}

function readSource(path: string, announced: number): Buffer | undefined {
  try {
    // One byte more than announced shows growth.
    return readHeld(path, announced + 1);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
