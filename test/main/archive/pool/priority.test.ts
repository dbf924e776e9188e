import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stepBack } from '../../../../main/archive/pool/step-back.ts';
import { whenAvailable } from '../../../support/outside.ts';
import { neverAborted } from '../../../support/temporary-archive.ts';
import { temporaryPool } from '../../../support/worker-pool.ts';

/** Of every thread of this process; the field behind the name, which is in brackets, is the third (proc(5)). */
function priorities(): Set<number> {
  const threads = readdirSync('/proc/self/task');
  const stats = threads.map((thread) => readFileSync(`/proc/self/task/${thread}/stat`, 'utf8'));
  const fieldsBefore = 3;
  const nice = 19;
  return new Set(
    stats.map((stat) =>
      Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[nice - fieldsBefore]),
    ),
  );
}

it.runIf(whenAvailable('priorities of threads', process.platform === 'linux'))(
  'lets its threads step back behind whoever waits for an answer',
  async () => {
    const before = priorities();
    expect(before.size).toBe(1);
    const pool = temporaryPool();
    const pieces = [Buffer.from('no instance')];
    await pool.run('judge', { validation: 'lenient', pieces }, neverAborted);
    expect(priorities()).toEqual(new Set([...before, Math.max(10, ...before)]));
  },
);

it('works on where the system lets nobody set priorities', () => {
  const refused = Object.assign(new Error('not permitted'), {
    code: 'EPERM',
    syscall: 'setpriority',
  });
  expect(() => {
    stepBack(() => {
      throw refused;
    });
  }).not.toThrow();
});
