import { createHash } from 'node:crypto';

/**
 * Recognises a medium that is put in again: SHA-256, lower-case hex, over the sorted list of its paths and sizes. It
 * proves no bytes; those are compared one by one when a file is read.
 */
export function mediumFingerprint(
  entries: Iterable<{ readonly path: string; readonly bytes: number }>,
): string {
  const lines = Array.from(entries, ({ path, bytes }) => JSON.stringify([path, bytes])).sort();
  const hash = createHash('sha256');
  for (const line of lines) hash.update(`${line}\n`);
  return hash.digest('hex');
}
