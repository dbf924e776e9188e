// Small instances are kept in memory until they are whole, judged from there and written at once: fewer trips than through a file
// and back.
import { setMaxListeners } from 'node:events';
import { interruptible } from '../blobs/write-stream.ts';

/** A sequence of bytes that either ended early enough to be held, or has to be streamed. */
export type Gathered =
  | {
      readonly kind: 'held';
      readonly pieces: readonly Uint8Array[];
      readonly bytes: number;
      readonly release: () => void;
    }
  | { readonly kind: 'longer'; readonly bytes: AsyncIterable<Uint8Array> };

export interface HeldBytes {
  /** Takes what comes until it ends or grows too long. Throws Cancelled and what the source throws. */
  gather(source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Gathered>;
}

export interface HeldLimits {
  /** Of one instance; longer ones are streamed. 0: all are. */
  readonly each: number;
  /** Of all that is held at a time: a request of thousands of parts must not fill the memory. */
  readonly together: number;
}

export function createHeldBytes({ each, together }: HeldLimits): HeldBytes {
  let held = 0;
  return {
    async gather(source, signal) {
      // Many instances of one request or job share its signal; that is no leak.
      setMaxListeners(0, signal);
      const chunks: Uint8Array[] = [];
      let length = 0;
      const iterator = source[Symbol.asyncIterator]();
      const following = interruptible(iterator, signal);
      const free = (): void => {
        held -= length;
        length = 0;
      };
      try {
        while (length <= each && held <= together) {
          const next = await following.next();
          if (next.done === true) {
            return { kind: 'held', pieces: chunks, bytes: length, release: free };
          }
          chunks.push(next.value);
          held += next.value.length;
          length += next.value.length;
        }
      } catch (error) {
        free();
        // What it says to that is of no interest any more.
        iterator.return?.().catch(() => undefined);
        throw error;
      } finally {
        following.end();
      }
      free();
      return { kind: 'longer', bytes: withHead(chunks, iterator) };
    },
  };
}

async function* withHead(
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* head;
    for (;;) {
      const next = await rest.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}
