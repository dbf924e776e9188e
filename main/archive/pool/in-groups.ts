// Requests of one kind that wait for a thread go to it together: one message, and one waking up, instead of many.
import { ArchiveError } from '../../../app/problems.ts';

/** More would keep whoever waits for one of them too long. */
const maxFiles = 16;
const maxBytes = 8 * 1024 * 1024;
/** As many as there are threads for them on a small machine. */
const groupsInFlight = 2;

export interface GroupOptions<Q, R> {
  /** One reply a request, in their order. */
  readonly run: (requests: readonly Q[]) => Promise<readonly R[]>;
  readonly bytesOf: (request: Q) => number;
}

interface Waiting<Q, R> {
  readonly request: Q;
  readonly resolve: (reply: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * `run` for a single request. One that crashes its thread, or takes too long there, takes no other with it: the requests
 * of its group are run again, each alone.
 */
export function inGroups<Q, R>({ run, bytesOf }: GroupOptions<Q, R>): (request: Q) => Promise<R> {
  const waiting: Waiting<Q, R>[] = [];
  let running = 0;
  let isPlanned = false;

  const next = (): readonly Waiting<Q, R>[] => {
    let bytes = 0;
    const end = waiting.findIndex(({ request }, place) => {
      bytes += bytesOf(request);
      return place === maxFiles || (place > 0 && bytes > maxBytes);
    });
    return waiting.splice(0, end < 0 ? waiting.length : end);
  };

  const begin = (): void => {
    isPlanned = false;
    while (running < groupsInFlight && waiting.length > 0) {
      running += 1;
      void runGroup(next(), run).then(() => {
        running -= 1;
        begin();
      });
    }
  };

  return (request) =>
    new Promise((resolve, reject) => {
      waiting.push({ request, resolve, reject });
      // Those that come at the same moment go together.
      if (!isPlanned) setImmediate(begin);
      isPlanned = true;
    });
}

async function runGroup<Q, R>(
  group: readonly Waiting<Q, R>[],
  run: GroupOptions<Q, R>['run'],
): Promise<void> {
  try {
    const replies = await run(group.map(({ request }) => request));
    group.forEach(({ resolve, reject }, place) => {
      const reply = replies[place];
      if (reply === undefined) reject(new ArchiveError('ProcessingFailure'));
      else resolve(reply);
    });
  } catch (error) {
    const isOfOne = error instanceof ArchiveError && error.code === 'ProcessingFailure';
    if (isOfOne && group.length > 1) {
      for (const one of group) await runGroup([one], run);
    } else {
      for (const { reject } of group) reject(error);
    }
  }
}
