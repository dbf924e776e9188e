// `vestibule serve`: the store without a window, until it is told to stop.
import { randomBytes } from 'node:crypto';
import { openArchive } from '../archive/open-archive.ts';
import { createStreamLog } from '../log/stream-log.ts';
import { expectBodies } from '../server/expect-bodies.ts';
import { createServer } from '../server/server.ts';
import { absolutePath, portOf, prepareDataDirectory } from './arguments.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { whenAborted } from './interrupt.ts';
import { optimizeLate } from './optimize-late.ts';
import type { Terminal } from './terminal.ts';

export interface ServeOptions {
  readonly data: string;
  readonly port?: string;
  readonly partitions: boolean;
  readonly auth: boolean;
  readonly token?: string;
}

const standardError = 2;
const tokenBytes = 32;

/** undefined: nobody is asked for one. */
function tokenOf({ auth, token }: ServeOptions): string | undefined {
  if (!auth) return undefined;
  return token ?? randomBytes(tokenBytes).toString('base64url');
}

/** Serves until `signal` is aborted, then finishes what is running and closes. */
export async function serveCommand(
  options: ServeOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<ExitCode> {
  const dataDirectory = absolutePath(options.data);
  const port = portOf(options.port ?? '0');
  const token = tokenOf(options);
  await prepareDataDirectory(dataDirectory);
  optimizeLate();
  expectBodies();
  const log = createStreamLog(standardError);
  const archive = await openArchive(
    { dataDirectory, arePartitionsEnabled: options.partitions },
    { log, startsThreads: true },
  );
  try {
    const server = await createServer({ archive, port, token, allowedOrigins: [], log });
    terminal.json({ url: server.url, token: token ?? null, dataDirectory });
    await whenAborted(signal);
    await server.close();
  } finally {
    await archive.close();
  }
  return exitCodes.done;
}
