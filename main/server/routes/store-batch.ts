// The instances of one store request. They are read and flushed while the rest of the body still comes in, but
// none becomes visible before the whole request is known to be acceptable.
import pLimit from 'p-limit';
import { setMaxListeners } from 'node:events';
import type { StoreOutcome } from '../../../app/model/store.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { StagedInstance, StorePlace, StoreTurn } from '../../archive/archive.ts';
import type { PartitionedCall } from '../call.ts';

export interface StoreBatch {
  /** Resolves when the bytes are received. */
  add(bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** The body ended well: stores, even when the client has left meanwhile. Outcomes in the order of `add`. */
  finish(): Promise<readonly StoreOutcome[]>;
  /** Stores nothing; resolves when nothing of the request is left. */
  refuse(): Promise<void>;
}

/** Enough to let one flush to the disk serve many instances. */
const storedAtOnce = 32;

export function createStoreBatch(call: PartitionedCall, place: StorePlace): StoreBatch {
  const refusal = new AbortController();
  const { signal } = refusal;
  const stop = (): void => {
    refusal.abort(call.closing.reason);
  };
  // Every request under way listens to the one, every instance under way to the other; that is no leak.
  setMaxListeners(0, signal, call.closing);
  call.closing.addEventListener('abort', stop);
  if (call.closing.aborted) stop();
  const decided = createLatch();
  const nextTurn = createTurns(decided);
  const limit = pLimit(storedAtOnce);
  const storing: Promise<StoreOutcome>[] = [];

  const storeOne = async (instance: StagedInstance, turn: StoreTurn): Promise<StoreOutcome> => {
    try {
      signal.throwIfAborted();
      return await instance.store({ ...place, turn }, signal);
    } catch (error) {
      // One instance that fails unforeseen is one failed instance; the others still get their answer.
      if (!signal.aborted) call.reportSurprise(error);
      const problem = error instanceof ArchiveError ? error.code : 'ProcessingFailure';
      return { kind: 'refused', problem, attributeFailures: [] };
    } finally {
      turn.pass();
      await instance.release();
    }
  };

  const ended = async (): Promise<readonly StoreOutcome[]> => {
    try {
      return await Promise.all(storing);
    } finally {
      call.closing.removeEventListener('abort', stop);
    }
  };

  return {
    async add(bytes) {
      const instance = await call.archive.stage(bytes, call.signal());
      const turn = nextTurn();
      storing.push(limit(() => storeOne(instance, turn)));
    },
    finish() {
      decided.open();
      return ended();
    },
    async refuse() {
      refusal.abort(new ArchiveError('Cancelled'));
      decided.open();
      await ended();
    },
  };
}

interface Latch {
  readonly opened: Promise<void>;
  readonly isOpen: () => boolean;
  readonly open: () => void;
}

function createLatch(): Latch {
  let isOpen = false;
  let resolveOpened = (): void => undefined;
  const opened = new Promise<void>((resolve) => (resolveOpened = resolve));
  return {
    opened,
    isOpen: () => isOpen,
    open: () => {
      isOpen = true;
      resolveOpened();
    },
  };
}

/** Turns in the order they are made, so that of two equal instances the first one wins. */
function createTurns(decided: Latch): () => StoreTurn {
  const undecided = (): Promise<void> | undefined =>
    decided.isOpen() ? undefined : decided.opened;
  let before: Promise<unknown> = decided.opened;
  return () => {
    const { opened, open } = createLatch();
    const turn = { undecided, before, pass: open };
    before = Promise.all([before, opened]);
    return turn;
  };
}
