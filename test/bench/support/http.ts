// The client of the measurements: node:http on kept connections, the same for the store and for its reference.
import { Agent, request } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';

export interface Asking {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Sent piece by piece with a Content-Length. */
  readonly body?: readonly Uint8Array[];
}

export interface Answered {
  readonly status: number;
  readonly bytes: number;
  readonly firstByteMs: number;
  readonly totalMs: number;
}

export interface Client {
  ask(url: string, asking?: Asking): Promise<Answered>;
  close(): void;
}

export function createClient(connections: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    ask: (url, asking = {}) => exchange(agent, url, asking),
    close: () => {
      agent.destroy();
    },
  };
}

function exchange(agent: Agent, url: string, asking: Asking): Promise<Answered> {
  const { method = 'GET', headers = {}, body = [] } = asking;
  const length = body.reduce((sum, piece) => sum + piece.length, 0);
  const sized = body.length === 0 ? headers : { ...headers, 'Content-Length': length };
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const outgoing = request(url, { agent, method, headers: sized }, (incoming) => {
      let firstByteMs = Number.NaN;
      let bytes = 0;
      incoming.on('data', (chunk: Buffer) => {
        if (bytes === 0) firstByteMs = performance.now() - started;
        bytes += chunk.length;
      });
      incoming.on('error', reject);
      incoming.on('end', () => {
        const totalMs = performance.now() - started;
        resolve({ status: incoming.statusCode ?? 0, bytes, firstByteMs, totalMs });
      });
    });
    outgoing.on('error', reject);
    for (const piece of body) outgoing.write(piece);
    outgoing.end();
  });
}

/** Runs every job, `lanes` at a time. */
export async function inLanes<T>(
  jobs: Iterable<T>,
  lanes: number,
  work: (job: T) => Promise<void>,
): Promise<void> {
  const waiting = jobs[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
      await work(next.value);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Throws for any other status: a refusal is quick and must not be measured. */
export function requireStatus(answered: Answered, ...expected: readonly number[]): Answered {
  if (expected.includes(answered.status)) return answered;
  throw new Error(`answered ${String(answered.status)}`);
}
