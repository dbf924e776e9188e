// `errors.log` of an export: one JSON object a line for whatever was not exported (contract 6.3).
import { promises as fs } from 'node:fs';
import { destinationError } from './destination.ts';

export interface ErrorLog {
  /** `identifier` as it was asked for, or of the one instance. */
  add(identifier: string, error: string): Promise<void>;
  /** Waits until all lines are on the medium. */
  close(): Promise<void>;
}

/** Begins an empty file: who goes on after a restart looks at everything again. Throws Destination…. */
export async function createErrorLog(path: string, now: () => number): Promise<ErrorLog> {
  const file = await fs.open(path, 'w', 0o666).catch((error: unknown) => {
    throw destinationError(error);
  });
  let written: Promise<void> = Promise.resolve();
  return {
    add(identifier, error) {
      const timestamp = new Date(now()).toISOString().replace(/\.\d+Z$/, '+00:00');
      const line = `${JSON.stringify({ timestamp, identifier, error })}\n`;
      // One after the other; after a failure none.
      written = written.then(() => file.appendFile(line)).catch(rethrown);
      return written;
    },
    async close() {
      try {
        await written;
        await file.sync();
      } catch (error) {
        throw destinationError(error);
      } finally {
        await file.close();
      }
    },
  };
}

function rethrown(error: unknown): never {
  throw destinationError(error);
}
