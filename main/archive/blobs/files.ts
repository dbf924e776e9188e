// The file operations the blobs stand on: a port, so that tests can let the disk fill up or break.
import { closeSync, fdatasync, open, promises, writev } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { writeAll } from './write-all.ts';

const privateFile = 0o600;

export interface Files {
  open(path: string, flags: string, mode?: number): Promise<FileHandle>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  mkdir(path: string, mode: number): Promise<void>;
  /** Makes an empty file that is its owner's alone, and leaves it open. */
  create(path: string): Promise<number>;
  /** Writes all pieces to a new file, in their order. */
  write(descriptor: number, pieces: readonly Uint8Array[]): Promise<void>;
  /** Waits until the disk has the bytes of an open file. */
  flush(descriptor: number): Promise<void>;
  /** Of a flushed file, which is no work for the disk. */
  close(descriptor: number): void;
}

const openFile = promisify(open);
const writePieces = promisify(writev);

export const realFiles: Files = {
  open: (path, flags, mode) => promises.open(path, flags, mode),
  rename: (from, to) => promises.rename(from, to),
  unlink: (path) => promises.unlink(path),
  mkdir: (path, mode) => promises.mkdir(path, { mode }),
  create: (path) => openFile(path, 'wx', privateFile),
  write: (descriptor, pieces) => writeAll((some) => writePieces(descriptor, some), pieces),
  flush: promisify(fdatasync),
  close: closeSync,
};

/** Waits until the disk has the file's bytes. */
export async function syncFile(files: Files, path: string): Promise<void> {
  const handle = await files.open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Waits until the disk has the directory's names. Windows knows no such request. */
export async function syncDirectory(files: Files, path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await files.open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Waits until the disk knows the file by its name. */
export function syncParent(path: string): Promise<void> {
  return syncDirectory(realFiles, dirname(path));
}
