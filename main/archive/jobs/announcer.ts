import type { Job } from '../../../app/model/jobs.ts';

/** Passes on what one job looks like, seldom enough for a window to keep up. */
export interface Announcer {
  /** Something changed; `picture` is made only when it is passed on. */
  changed(picture: () => Job): void;
  /** Passes on the last picture at once and nothing afterwards. */
  end(picture: Job): void;
}

/** At most one call of `listener` per `intervalMs`, and always one at the end. */
export function createAnnouncer(listener: (job: Job) => void, intervalMs: number): Announcer {
  let latest: (() => Job) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let hasEnded = false;
  const rest = (): void => {
    timer = undefined;
    if (latest === undefined) return;
    const picture = latest;
    latest = undefined;
    timer = setTimeout(rest, intervalMs);
    listener(picture());
  };
  return {
    changed(picture) {
      if (hasEnded) return;
      latest = picture;
      if (timer === undefined) rest();
    },
    end(picture) {
      hasEnded = true;
      clearTimeout(timer);
      listener(picture);
    },
  };
}
