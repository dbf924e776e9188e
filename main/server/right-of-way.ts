// Who goes first when two kinds of request come together: someone waits for a list, and a device sends images.
import { setTimeout as wait } from 'node:timers/promises';

/** `first`: someone waits for the answer. `last`: gives way to those for a moment. Others neither wait nor are waited for. */
export type Precedence = 'first' | 'last';

export interface RightOfWay {
  /** Runs what others give way to. */
  first<T>(run: () => Promise<T>): Promise<T>;
  /** Resolves in a lull of what goes first, or when it has been waited for long enough; absent when there is one. */
  readonly lull: () => Promise<void> | undefined;
}

export interface Times {
  /** So soon after an answer the next question of the same program may come. */
  readonly lullMs: number;
  /** Longest wait for one lull. Whoever waits before each piece of what it has to do is slowed, never stopped. */
  readonly patienceMs: number;
}

/** A body comes in pieces of 64 KiB: beside searches without any pause still some 7 MB a second over each connection. */
const usualTimes: Times = { lullMs: 2, patienceMs: 8 };

/**
 * Answers to come are worth waiting for as well: whoever asks one thing after the other would else meet, with each
 * question, the piece of work that was begun after the last (anticipatory scheduling, Iyer and Druschel, SOSP 2001).
 */
export function createRightOfWay({ lullMs, patienceMs } = usualTimes): RightOfWay {
  let running = 0;
  let lastEnd = -Infinity;

  const untilLull = (): number =>
    running > 0 ? lullMs : Math.max(0, lastEnd + lullMs - performance.now());

  const waitForLull = async (): Promise<void> => {
    const latest = performance.now() + patienceMs;
    for (let ms = untilLull(); ms > 0; ms = untilLull()) {
      const left = latest - performance.now();
      if (left <= 0) return;
      await wait(Math.min(ms, left));
    }
  };

  return {
    async first(run) {
      running += 1;
      try {
        return await run();
      } finally {
        running -= 1;
        lastEnd = performance.now();
      }
    },
    lull: () => (untilLull() > 0 ? waitForLull() : undefined),
  };
}
