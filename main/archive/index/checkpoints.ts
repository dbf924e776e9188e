// Has what SQLite logged moved into the file of the index by a thread nobody waits for, because while it is done by the
// connection that writes, everything stands still (https://sqlite.org/wal.html, "Checkpointing").
import { errorName } from '../../../app/log.ts';
import type { Log } from '../../../app/log.ts';
import { toItsEnd } from '../pool/pool.ts';
import type { Pool } from '../pool/pool.ts';
import type { OpenedIndex } from './open-index.ts';

export interface Checkpoints {
  /** Called after every change; mostly does nothing. Never throws. */
  consider(): void;
  /** Resolves when nothing is moved any more, nor will be. */
  stop(): Promise<void>;
}

export interface CheckpointPorts {
  readonly index: Pick<OpenedIndex, 'path' | 'writeAheadLog'>;
  readonly pool: Pick<Pool, 'run'>;
  readonly log: Log;
}

/** 32 MB of 4 kB pages: many are changed again and again before they are moved once. */
const pagesTogether = 8192;

export function createCheckpoints(
  { index, pool, log }: CheckpointPorts,
  most = pagesTogether,
): Checkpoints {
  const { path, writeAheadLog } = index;
  let isStopping = false;
  let enough = most;
  let moving: Promise<void> | undefined;

  const move = async (): Promise<void> => {
    // A thread that is given up would keep the file open when others believe it closed.
    await pool.run('checkpoint', { path }, toItsEnd);
    // What was committed at the very end, or the log would never begin anew.
    if (writeAheadLog.waitingPages() > 0) writeAheadLog.moveIntoFile();
    enough = most;
  };

  /** Harmless: the log grows until the next time, which is not at once. */
  const report = (error: unknown): void => {
    enough += most;
    log.warn('index.checkpoint.failed', { error: errorName(error) });
  };

  return {
    consider() {
      if (moving !== undefined || isStopping) return;
      try {
        if (writeAheadLog.waitingPages() < enough) return;
        moving = move()
          .catch(report)
          .finally(() => {
            moving = undefined;
          });
      } catch (error) {
        report(error);
      }
    },
    async stop() {
      isStopping = true;
      await moving;
    },
  };
}
