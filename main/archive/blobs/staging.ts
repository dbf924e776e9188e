// What was begun and is not published yet, and which of it is still open, because flushing it then needs no second opening.
import type { BlobKey } from '../../../app/model/identifiers.ts';

/** A request may stage thousands of parts before it stores the first. */
const maxOpen = 256;

/** A written file that is not flushed yet. */
export interface OpenFile {
  /** Waits until the disk has its bytes. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface Staging {
  add(key: BlobKey, state?: StagedState): void;
  /** Keeps the file open until `take`; false when too many are, and the caller has to close it. */
  keep(key: BlobKey, file: OpenFile): boolean;
  /** As long as nobody took it. */
  find(key: BlobKey): OpenFile | undefined;
  /** Whoever takes the file closes it. */
  take(key: BlobKey): OpenFile | undefined;
  /** Of a key that was added. */
  setState(key: BlobKey, state: StagedState): void;
  state(key: BlobKey): StagedState | undefined;
  /** How many lie where they stay and may yet be taken back. */
  movedNumber(): number;
  remove(key: BlobKey): void;
}

/** Where its file lies: in `incoming/`, where it stays, or there for good. */
export type StagedState = 'incoming' | 'moved' | 'published';

export function createStaging(): Staging {
  const states = new Map<BlobKey, StagedState>();
  const open = new Map<BlobKey, OpenFile>();
  const moved = new Set<BlobKey>();
  const set = (key: BlobKey, state: StagedState): void => {
    states.set(key, state);
    if (state === 'moved') moved.add(key);
    else moved.delete(key);
  };
  return {
    add(key, state = 'incoming') {
      set(key, state);
    },
    keep(key, file) {
      if (open.size >= maxOpen) return false;
      open.set(key, file);
      return true;
    },
    find: (key) => open.get(key),
    take(key) {
      const file = open.get(key);
      open.delete(key);
      return file;
    },
    setState(key, state) {
      if (states.has(key)) set(key, state);
    },
    state: (key) => states.get(key),
    movedNumber: () => moved.size,
    remove(key) {
      states.delete(key);
      moved.delete(key);
    },
  };
}
