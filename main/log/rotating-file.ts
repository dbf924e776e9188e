import fs from 'node:fs';
import path from 'node:path';

export interface RotatingFile {
  /** Whole lines. Never throws: a log that cannot be written must not stop what it tells of. */
  write(lines: string): void;
}

/**
 * Lines go to `file` at once. Before it grows beyond `maxBytes` it becomes `….1.log`, in place of the one
 * before it. Lines that could not be written are counted, and the count is the next line that can.
 */
export function openRotatingFile(file: string, maxBytes: number): RotatingFile {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  let descriptor = fs.openSync(file, 'a', 0o600);
  let bytes = fs.fstatSync(descriptor).size;
  let lost = 0;

  const rotate = (): void => {
    fs.renameSync(file, file.replace(/\.log$/, '.1.log'));
    const next = fs.openSync(file, 'a', 0o600);
    fs.closeSync(descriptor);
    descriptor = next;
    bytes = 0;
  };
  const append = (lines: string): void => {
    const size = Buffer.byteLength(lines);
    if (bytes > 0 && bytes + size > maxBytes) rotate();
    fs.writeSync(descriptor, lines);
    bytes += size;
  };

  return {
    write(lines) {
      try {
        if (lost > 0) append(`${JSON.stringify({ event: 'log.lost', count: lost })}\n`);
        lost = 0;
        append(lines);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        lost += lines.split('\n').length - 1;
      }
    },
  };
}
