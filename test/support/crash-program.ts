// Programs of this folder that a test starts and that die in the middle of their work.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { expect } from 'vitest';

/** Bundles `test/support/NAME.ts`; returns the path of what Node runs. */
export async function crashProgram(name: string): Promise<string> {
  const outfile = resolve('out', 'crash', `${name}.js`);
  await build({
    entryPoints: [resolve('test', 'support', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.18',
    logLevel: 'error',
    external: ['better-sqlite3'],
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
  });
  return outfile;
}

/** Runs a program that kills itself; returns what it had said by then. */
export async function untilKilled(program: string, args: readonly string[]): Promise<string> {
  const running = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  running.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [, signal] = (await once(running, 'close')) as [unknown, string | null];
  expect(signal).toBe('SIGKILL');
  return output.trim();
}
