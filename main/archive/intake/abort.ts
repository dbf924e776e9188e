import { ArchiveError } from '../../../app/problems.ts';

/** Throws ArchiveError Cancelled once `signal` is aborted. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new ArchiveError('Cancelled');
}

/** Waiting that ends with an abort. One listener serves any number of waits. */
export interface Patience {
  /**
   * Waits for `work`, but not after an abort: a read that hangs in the operating system cannot be
   * interrupted, so it is left behind and its result ignored. Rejects with Cancelled then.
   */
  until<T>(work: Promise<T>): Promise<T>;
  /** Listens no longer. */
  end(): void;
}

export function patienceOf(signal: AbortSignal): Patience {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(new ArchiveError('Cancelled'));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  // Nobody may be waiting when it happens.
  aborted.catch(() => undefined);
  return {
    until: (work) => Promise.race([work, aborted]),
    end() {
      signal.removeEventListener('abort', stop);
    },
  };
}

/** One wait of its own; see `Patience.until`. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const patience = patienceOf(signal);
  try {
    return await patience.until(work);
  } finally {
    patience.end();
  }
}
