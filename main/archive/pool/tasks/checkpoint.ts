// Moves what SQLite has logged into the file of the index, which stays open elsewhere.
import { openAgain, writeAheadLog } from '../../index/database.ts';
import type { CheckpointReply, CheckpointRequest } from '../tasks.ts';

/** Each pass leaves what was committed during it, so that the next takes less time. */
const passes = 4;

export function checkpoint({ path }: CheckpointRequest): CheckpointReply {
  const database = openAgain(path);
  try {
    const { moveIntoFile } = writeAheadLog(database);
    let waiting = moveIntoFile();
    for (let pass = 1; pass < passes && waiting > 0; pass += 1) waiting = moveIntoFile();
    return { waiting };
  } finally {
    database.close();
  }
}
