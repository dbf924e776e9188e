// The body of a request as a stream with a limit and a time limit, and its end when nobody reads it.
import type { IncomingMessage } from 'node:http';
import { ArchiveError } from '../../app/problems.ts';

const idleTimeoutMs = 120_000;

export interface Reading {
  readonly maxBytes: number;
  /** Waited for before each piece and before the end; gives nothing when there is nothing to wait for. */
  readonly lull?: () => Promise<void> | undefined;
}

/** Refuses a longer body with PayloadTooLarge: by its announced length at once, else when it gets there. */
export async function* readBody(
  request: IncomingMessage,
  { maxBytes, lull }: Reading,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  let count = 0;
  // Node closes a connection that times out while nobody else listens for it.
  request.socket.setTimeout(idleTimeoutMs);
  try {
    // Not destroyed on return: that would close the connection before the refusal is sent.
    const chunks: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false });
    for await (const chunk of chunks) {
      count += chunk.length;
      if (count > maxBytes) throw tooLarge(maxBytes);
      await lull?.();
      yield chunk;
    }
    await lull?.();
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw new ArchiveError('Cancelled', { cause: error });
  } finally {
    request.socket.setTimeout(0);
  }
}

function tooLarge(maxBytes: number): ArchiveError {
  return new ArchiveError('PayloadTooLarge', {
    message: `The request exceeded the allowed limit of ${String(maxBytes)} bytes.`,
  });
}

const discardedBytes = 64 * 1024 * 1024;
const discardTimeoutMs = 10_000;

/**
 * A client that still sends may read the answer only afterwards, so what is left of the body is swallowed; one
 * that does not come to an end loses its connection.
 */
export function discardBody(request: IncomingMessage): void {
  if (request.complete && request.readableLength === 0) return;
  let count = 0;
  const giveUp = () => request.destroy();
  const timer = setTimeout(giveUp, discardTimeoutMs).unref();
  request.on('data', (chunk: Uint8Array) => {
    count += chunk.length;
    if (count > discardedBytes) giveUp();
  });
  request.on('close', () => {
    clearTimeout(timer);
  });
  request.on('error', () => {
    clearTimeout(timer);
  });
  request.resume();
}
