// The doors through which instances come in, each counted while it is open.
import type { Archive } from '../archive.ts';
import type { JobPorts } from '../jobs/ports.ts';
import { inGroups } from '../pool/in-groups.ts';
import { createKnownGuess } from './known-guess.ts';
import { createRunning } from './running.ts';
import type { Running } from './running.ts';
import { stageInstance, storeInstance } from './store-instance.ts';
import type { StorePorts } from './store-instance.ts';
import { copyFiles, maxTakenBytes, takeFile } from './take-file.ts';
import type { TakePorts, TakeRequest } from './take-file.ts';

export interface Taker extends NonNullable<JobPorts['takeFile']> {
  /** When the threads have ended: waits until what a cancelled import left behind is gone. */
  close(): Promise<void>;
}

export interface StoreDoors extends Pick<Archive, 'storeInstance' | 'stage'> {
  readonly takeFile: Taker;
}

export function storeDoors(running: Running, ports: StorePorts): StoreDoors {
  return {
    storeInstance: (request, signal) => running.track(() => storeInstance(request, signal, ports)),
    async stage(bytes, signal) {
      const staged = await running.track(() => stageInstance(bytes, signal, ports));
      return { ...staged, store: (...request) => running.track(() => staged.store(...request)) };
    },
    takeFile: createTaker(running, ports),
  };
}

function createTaker(running: Running, ports: StorePorts): Taker {
  const leftBehind = createRunning();
  const taking: TakePorts = {
    ...ports,
    guess: createKnownGuess(),
    copy: inGroups({
      run: (requests: readonly TakeRequest[]) => copyFiles(requests, ports),
      bytesOf: ({ bytes }) => bytes,
    }),
    leaveBehind: (work) => void leftBehind.track(() => work),
  };
  return {
    maxBytes: maxTakenBytes,
    prepare() {
      ports.pool.prepare();
    },
    take: (request, signal) => running.track(() => takeFile(request, signal, taking)),
    close: () => leftBehind.end(),
  };
}
