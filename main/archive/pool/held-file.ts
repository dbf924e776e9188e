// A whole file in memory, which the next one takes: a thread works on one at a time.
import { closeSync, constants, openSync, readSync } from 'node:fs';

const usualBytes = 1024 * 1024;
/** Windows lacks the flag; nothing is added. */
const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW;

let buffer = Buffer.allocUnsafeSlow(usualBytes);

/** The first `wanted` bytes, or as many as there are, until the next call. Throws the system's error. */
export function readHeld(path: string, wanted: number): Buffer {
  if (buffer.length < wanted) buffer = Buffer.allocUnsafeSlow(wanted);
  const file = openSync(path, readFlags);
  try {
    let filled = 0;
    while (filled < wanted) {
      const read = readSync(file, buffer, filled, wanted - filled, filled);
      if (read === 0) break;
      filled += read;
    }
    return buffer.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}
