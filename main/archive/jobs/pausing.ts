// Lets a job stand still where it is: what is under way ends, and nothing new is begun until somebody goes on.
import type { ProblemCode } from '../../../app/problems.ts';

export interface Pausing {
  isPaused(): boolean;
  /** Why, when it was not a person who wanted it. */
  reason(): ProblemCode | undefined;
  pause(reason?: ProblemCode): void;
  resume(): void;
  /** How often it was gone on with: what began before has seen another world. */
  resumed(): number;
  /** Waits while it is paused; false once the job was aborted. */
  goesOn(): Promise<boolean>;
  /** `listener` hears of every change. One listener. */
  onChange(listener: () => void): void;
}

/** Not paused at first. An abort ends every wait. */
export function createPausing(signal: AbortSignal): Pausing {
  let pause: { readonly reason: ProblemCode | undefined } | undefined;
  let resumed = 0;
  let waiting: (() => void)[] = [];
  let changed = (): void => undefined;
  const release = (): void => {
    const released = waiting;
    waiting = [];
    for (const goOn of released) goOn();
  };
  signal.addEventListener('abort', release, { once: true });
  return {
    isPaused: () => pause !== undefined,
    reason: () => pause?.reason,
    pause(reason) {
      // A person's pause is not explained away by what went wrong behind it.
      pause ??= { reason };
      changed();
    },
    resume() {
      if (pause === undefined) return;
      pause = undefined;
      resumed += 1;
      release();
      changed();
    },
    resumed: () => resumed,
    async goesOn() {
      while (pause !== undefined && !signal.aborted) {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      return !signal.aborted;
    },
    onChange(listener) {
      changed = listener;
    },
  };
}

/** What ends a job and what makes it stand still. */
export interface JobControl {
  readonly signal: AbortSignal;
  readonly pausing: Pausing;
}
