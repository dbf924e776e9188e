// What waits in `incoming/`, and which of it is still open, because flushing it then needs no second opening.
import type { FileHandle } from 'node:fs/promises';
import type { BlobKey } from '../../../app/model/identifiers.ts';

/** A request may stage thousands of parts before it stores the first. */
const maxOpen = 64;

export interface Staging {
  add(key: BlobKey): void;
  /** Keeps the file open until `take`; false when too many are, and the caller has to close it. */
  keep(key: BlobKey, handle: FileHandle): boolean;
  /** Whoever takes the handle closes it. */
  take(key: BlobKey): FileHandle | undefined;
  /** Published, or not going to be. */
  remove(key: BlobKey): void;
}

export function createStaging(): Staging {
  const waiting = new Map<BlobKey, FileHandle | undefined>();
  let openCount = 0;
  return {
    add(key) {
      waiting.set(key, undefined);
    },
    keep(key, handle) {
      if (openCount >= maxOpen) return false;
      openCount += 1;
      waiting.set(key, handle);
      return true;
    },
    take(key) {
      const handle = waiting.get(key);
      if (handle === undefined) return undefined;
      waiting.set(key, undefined);
      openCount -= 1;
      return handle;
    },
    remove(key) {
      waiting.delete(key);
    },
  };
}
