// Copies stored files out of the archive: all of them are written first and then flushed together. Reading them again
// is somebody else's task.
import { openSync, writeSync } from 'node:fs';
import { destinationError } from '../../export/destination.ts';
import { hasPart10Prefix } from '../../intake/classify.ts';
import { flushedTogether } from '../flush-all.ts';
import { readHeld } from '../held-file.ts';
import type { CopiedFile, CopyOutReply, CopyOutRequest } from '../tasks.ts';

/** Read and write, never execute; the person's umask narrows it. */
const fileMode = 0o666;

/** Throws Destination… when one of the copies cannot be written; what there is of them stays then. */
export async function copyOut({ files }: CopyOutRequest): Promise<CopyOutReply> {
  try {
    return await flushedTogether((opened) => files.map((file) => copyOne(file, opened)));
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
  const file = openSync(path, 'wx', fileMode);
  opened.push(file);
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
  return { kind: 'copied', isPart10: hasPart10Prefix(bytes) };
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
