import { ArchiveError } from '../../../app/problems.ts';

/** Throws ArchiveError Cancelled once `signal` is aborted. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new ArchiveError('Cancelled');
}

/**
 * Waits for `work`, but not after an abort: a read that hangs in the operating system cannot be
 * interrupted, so it is left behind and its result ignored. Rejects with Cancelled then.
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  throwIfAborted(signal);
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(new ArchiveError('Cancelled'));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}
