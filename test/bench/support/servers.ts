// The store as it ships and the bare server it is held against, each in a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { z } from 'zod';
import { buildWorker } from '../../../scripts/build.mjs';
import type { Cli } from '../../support/cli.ts';

export interface Started {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const FirstLine = z.object({ url: z.string() });

/** `vestibule serve` without a token, data partitions on. */
export async function startStore(cli: Cli, dataDirectory: string): Promise<Started> {
  const serve = ['serve', '--data', dataDirectory, '--no-auth'];
  const { child, firstLine, ended } = cli.start(serve);
  const { url } = FirstLine.parse(JSON.parse(await firstLine));
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Bundles a program of `test/bench/support`; returns where it is. */
async function bundled(name: string): Promise<string> {
  const outfile = resolve('out', 'bench-support', `${name}.mjs`);
  await build({
    entryPoints: [resolve('test/bench/support', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    external: ['better-sqlite3'],
    banner: {
      js: "import { createRequire as make } from 'node:module'; const require = make(import.meta.url);",
    },
  });
  return outfile;
}

const Imported = z.object({
  seconds: z.number(),
  state: z.literal('complete'),
  stored: z.number(),
  alreadyHere: z.number(),
});

export interface RunningArchive {
  /** Resolves when it is complete; rejects when it ends otherwise. */
  importFrom(path: string, partition: string): Promise<z.infer<typeof Imported>>;
  close(): Promise<void>;
}

/** `imports.ts` on a folder that exists. */
export async function startImports(dataDirectory: string): Promise<RunningArchive> {
  const program = await bundled('imports');
  await buildWorker(resolve('out', 'bench-support'));
  const child = spawn(process.execPath, [program, dataDirectory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit');
  return {
    async importFrom(path, partition) {
      const answer = once(lines, 'line');
      child.stdin.write(`${JSON.stringify({ path, partition })}\n`);
      const [line] = (await answer) as [string];
      return Imported.parse(JSON.parse(line));
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

const StoredAt = z.array(z.number());

/** Starts `store-load.ts` against a store; the result ends it and says when each image was stored, as `Date.now()` does. */
export async function startStoreLoad(
  url: string,
  seriesInstanceUID: string,
): Promise<() => Promise<readonly number[]>> {
  const program = await bundled('store-load');
  const child = spawn(process.execPath, [program, url, seriesInstanceUID], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close');
  return async () => {
    child.stdin.end();
    const [code] = (await ended) as [number | null];
    if (code !== 0) throw new Error('the load did not come to its end');
    return StoredAt.parse(JSON.parse(output));
  };
}

/** Bundles one of the two programs and starts it on `folder`. */
export async function startReference(
  name: 'reference-server' | 'reference-store',
  folder: string,
): Promise<Started> {
  const child = spawn(process.execPath, [await bundled(name), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url } = FirstLine.parse(JSON.parse(line));
  const ended = once(child, 'exit');
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
