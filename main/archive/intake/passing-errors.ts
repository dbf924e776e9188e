// Failures of a medium that may be over at the next try: a scratch, a drive that spins up, a network that comes back.
import { systemErrorCode } from './system-errors.ts';

const passingCodes: ReadonlySet<string> = new Set([
  'EIO',
  'EAGAIN',
  'EBUSY',
  'EINTR',
  'ETIMEDOUT',
  'ENXIO',
  'ENODEV',
  'ENOMEDIUM',
  'ESTALE',
  'EMFILE',
  'ENFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
]);

/** A drive takes long over each try by itself, and a worker has its time limit; the second pass tries as often. */
const triesAtOnce = 2;

/** Whether what the system said may be otherwise later. */
export function isPassing(code: string | undefined): boolean {
  return code !== undefined && passingCodes.has(code);
}

function isWorthAnother(error: unknown, tries: number): boolean {
  return tries < triesAtOnce && isPassing(systemErrorCode(error));
}

/** `work`, begun again a bounded number of times while it fails with a passing error; throws the last one. */
export async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isWorthAnother(error, tries)) throw error;
    }
  }
}

/** As `persistently`. */
export function persistentlySync<T>(work: () => T): T {
  for (let tries = 1; ; tries += 1) {
    try {
      return work();
    } catch (error) {
      if (!isWorthAnother(error, tries)) throw error;
    }
  }
}
