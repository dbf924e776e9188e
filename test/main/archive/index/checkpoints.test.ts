import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ArchiveError } from '../../../../app/problems.ts';
import { createCheckpoints } from '../../../../main/archive/index/checkpoints.ts';
import { openIndex } from '../../../../main/archive/index/open-index.ts';
import { insertion } from '../../../support/instance-attributes.ts';
import { whenAvailable } from '../../../support/outside.ts';
import { recordingLog } from '../../../support/recording-log.ts';
import { temporaryFolder } from '../../../support/temporary-archive.ts';
import { temporaryIndex } from '../../../support/temporary-index.ts';
import type { TemporaryIndex } from '../../../support/temporary-index.ts';
import { temporaryPool } from '../../../support/worker-pool.ts';

const most = 20;

function store(index: TemporaryIndex, count = 1): void {
  for (let n = 0; n < count; n += 1) index.writer.insert([insertion()], 0);
}

it('has the log moved into the file while the index goes on being written', async () => {
  const index = await temporaryIndex();
  const { log, events } = recordingLog();
  const checkpoints = createCheckpoints({ index, pool: temporaryPool(), log }, most);
  let stored = 0;
  await expect
    .poll(() => {
      const isMoved = index.writeAheadLog.waitingPages() === 0;
      store(index, 10);
      stored += 10;
      checkpoints.consider();
      return stored > 50 && isMoved;
    })
    .toBe(true);
  await checkpoints.stop();
  index.writeAheadLog.moveIntoFile();
  // Without the log beside it.
  const copy = join(await temporaryFolder(), 'index.sqlite');
  copyFileSync(index.path, copy);
  const copied = openIndex(copy, 0);
  expect(copied.reader.changes.latest('sequence', false)).toMatchObject({ sequence: stored });
  copied.close();
  expect(events).toEqual([]);
});

it('lets the log begin anew, so that it does not grow for ever', async () => {
  const index = await temporaryIndex();
  const checkpoints = createCheckpoints({ index, pool: temporaryPool(), ...recordingLog() }, most);
  const logBytes = (): number => statSync(`${index.path}-wal`).size;
  const moveOnce = async (): Promise<void> => {
    store(index, 20);
    checkpoints.consider();
    await expect.poll(() => index.writeAheadLog.waitingPages()).toBe(0);
  };
  await moveOnce();
  const once = logBytes();
  for (let turn = 0; turn < 5; turn += 1) await moveOnce();
  expect(logBytes()).toBeLessThan(2 * once);
});

it('says when it cannot be done, disturbs nobody, and tries again', async () => {
  const index = await temporaryIndex();
  const { log, events } = recordingLog();
  let isBroken = true;
  const real = temporaryPool();
  const pool = {
    run: ((...request) =>
      isBroken
        ? Promise.reject(new ArchiveError('StorageFailure'))
        : real.run(...request)) as typeof real.run,
  };
  const checkpoints = createCheckpoints({ index, pool, log }, most);
  store(index, 20);
  checkpoints.consider();
  await expect.poll(() => events).toEqual(['index.checkpoint.failed']);
  isBroken = false;
  checkpoints.consider();
  await expect.poll(() => index.writeAheadLog.waitingPages()).toBe(0);
  await checkpoints.stop();
  store(index, 20);
  checkpoints.consider();
  expect(index.writeAheadLog.waitingPages()).toBeGreaterThan(most);
});

/** How many locks there are on a file, of whatever process (proc_locks(5)). */
function lockNumber(path: string): number {
  const file = `:${String(statSync(path).ino)} `;
  const locks = readFileSync('/proc/locks', 'utf8').split('\n');
  return locks.filter((lock) => lock.includes(file)).length;
}

it.runIf(whenAvailable('locks of files', existsSync('/proc/locks')))(
  'leaves the index locked, or others would believe to be the last to use it and delete the log',
  async () => {
    const index = await temporaryIndex();
    const pool = temporaryPool();
    const checkpoints = createCheckpoints({ index, pool, ...recordingLog() }, most);
    store(index, 20);
    const before = lockNumber(index.path);
    expect(before).toBeGreaterThan(0);
    checkpoints.consider();
    await expect.poll(() => index.writeAheadLog.waitingPages()).toBe(0);
    await checkpoints.stop();
    expect(lockNumber(index.path)).toBe(before);
  },
);
