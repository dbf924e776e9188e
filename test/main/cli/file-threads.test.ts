import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { whenAvailable } from '../../support/outside.ts';

/** Prints the niceness of each thread; the field behind the name, which is in brackets, is the third (proc(5)). */
const program = `
const { readdirSync, readFileSync } = require('node:fs');
const niceness = (thread) => {
  const stat = readFileSync('/proc/self/task/' + thread + '/stat', 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
};
console.log(JSON.stringify(readdirSync('/proc/self/task').map(niceness)));
`;

it.runIf(whenAvailable('priorities of threads', process.platform === 'linux'))(
  'waits for files in sixteen threads that step back behind the event loop',
  () => {
    const threads = resolve('scripts/file-threads.cjs');
    const env = { ...process.env, UV_THREADPOOL_SIZE: undefined };
    const output = execFileSync(process.execPath, ['-r', threads, '-e', program], { env });
    const all = JSON.parse(output.toString()) as number[];
    const usual = Math.min(...all);
    expect(all.filter((one) => one === Math.max(10, usual))).toHaveLength(16);
    expect(all[0]).toBe(usual);
  },
);
