// The command line as a program of its own: bundled as it ships, run in a child process.
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { buildWorker } from '../../scripts/build.mjs';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** The first line on standard output; rejects when the program ends without one. */
  readonly firstLine: Promise<string>;
  readonly ended: Promise<Ended>;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** As npm runs it: in a shell that waits for it. `child` is the shell then. */
  readonly throughShell?: boolean;
  /** Run as this user of the system; only root can ask for it. */
  readonly uid?: number;
}

export interface Cli {
  start(args: readonly string[], options?: StartOptions): Running;
  run(args: readonly string[]): Promise<Ended>;
}

/** As `scripts/vestibule.cjs` has it. */
const shipped = { UV_THREADPOOL_SIZE: '16' };

function watch(child: ChildProcessWithoutNullStreams): Running {
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
  const ended = new Promise<Ended>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      done({ code, ...texts });
    });
  });
  const firstLine = new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout }).once('line', done);
    void ended.then(({ stderr }) => {
      fail(new Error(`ended without a line: ${stderr}`));
    }, fail);
  });
  firstLine.catch(() => undefined);
  return { child, firstLine, ended };
}

/** Bundles the command line into `out/<name>`, once per test file. */
export async function buildCli(name: string): Promise<Cli> {
  const folder = resolve('out', name);
  await build({
    entryPoints: { cli: resolve('main/cli/index.ts') },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.18',
    logLevel: 'error',
    external: ['electron', 'better-sqlite3'],
    loader: { '.sql': 'text' },
    banner: {
      js: "import { createRequire as make } from 'node:module'; const require = make(import.meta.url);",
    },
  });
  await buildWorker(folder);
  const start = (args: readonly string[], options: StartOptions = {}): Running => {
    const program = [process.execPath, resolve(folder, 'cli.js'), ...args];
    // The second command keeps the shell from becoming the program itself.
    const shell = ['sh', '-c', '"$@"; exit $?', 'sh'];
    const [command = '', ...rest] =
      options.throughShell === true ? [...shell, ...program] : program;
    const user = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
    return watch(
      spawn(command, rest, { env: { ...shipped, ...process.env, ...options.env }, ...user }),
    );
  };
  return { start, run: (args) => start(args).ended };
}
