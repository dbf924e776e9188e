// The store as it ships, in a process of its own, watched: its memory and how late its event loop runs.
import { readFile, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { buildCli } from '../../support/cli.ts';

const LoopDelay = z.object({ p50: z.number(), p99: z.number(), max: z.number() });

export interface ServedStore {
  readonly port: number;
  readonly dataDirectory: string;
  /** Resident memory now, bytes; undefined where the system does not tell. */
  residentBytes(): Promise<number | undefined>;
  /** Milliseconds beyond the regular interval, since the start. */
  loopDelay(): Promise<z.infer<typeof LoopDelay>>;
  close(): Promise<void>;
}

export async function serveStore(name: string): Promise<ServedStore> {
  const folder = await mkdtemp(join(tmpdir(), 'vestibule-served-'));
  const dataDirectory = join(folder, 'data');
  const loopFile = join(folder, 'loop.json');
  const cli = await buildCli(name);
  const watch = pathToFileURL(resolve('test/support/watch-event-loop.mjs')).href;
  const env = { NODE_OPTIONS: `--import=${watch}`, VESTIBULE_LOOP_FILE: loopFile };
  const running = cli.start(['serve', '--data', dataDirectory, '--no-auth'], { env });
  const { url } = z.object({ url: z.string() }).parse(JSON.parse(await running.firstLine));
  const { child, ended } = running;
  return {
    port: Number(new URL(url).port),
    dataDirectory,
    async residentBytes() {
      if (process.platform !== 'linux') return undefined;
      const status = await readFile(`/proc/${String(child.pid)}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
    },
    loopDelay: async () => LoopDelay.parse(JSON.parse(await readFile(loopFile, 'utf8'))),
    async close() {
      child.kill('SIGTERM');
      const { code, stderr } = await ended;
      await rm(folder, { recursive: true, force: true });
      if (code !== 0) throw new Error(`the store ended with ${String(code)}: ${stderr}`);
    },
  };
}
