/** A running rate over the last few seconds, so that a slow stretch of a disc shows. */
export interface Rate {
  /** Takes the running total at this moment; returns units per second. */
  sample(total: number): number;
}

const windowMs = 4000;
const stepMs = 200;

/** `now` in milliseconds. */
export function createRate(now: () => number): Rate {
  const samples: { readonly at: number; readonly total: number }[] = [{ at: now(), total: 0 }];
  return {
    sample(total) {
      const at = now();
      const last = samples.at(-1);
      if (last === undefined || at - last.at >= stepMs) samples.push({ at, total });
      while (samples.length > 2 && at - (samples[0]?.at ?? at) > windowMs) samples.shift();
      const first = samples[0];
      if (first === undefined || at <= first.at) return 0;
      return Math.max(0, Math.round(((total - first.total) * 1000) / (at - first.at)));
    },
  };
}
