// Files that are made while what will be written to them still comes in: to make one takes a while too.
import type { BlobKey } from '../../../app/model/identifiers.ts';
import type { Files } from './files.ts';
import type { BlobPlace } from './places.ts';

/** Of many that come in together none waits for this. */
const mostAhead = 4;

export interface FilesAhead {
  readonly isFull: () => boolean;
  /** Begins to make a file at the place. Whoever takes it hears of a failure. */
  open(place: BlobPlace): void;
  /** The descriptor of the empty file, which is the caller's from now on; undefined when none was begun. */
  take(key: BlobKey): Promise<number> | undefined;
}

export function createFilesAhead(files: Files): FilesAhead {
  const opening = new Map<BlobKey, Promise<number>>();
  return {
    isFull: () => opening.size >= mostAhead,
    open({ key, path }) {
      const descriptor = files.create(path);
      descriptor.catch(() => undefined);
      opening.set(key, descriptor);
    },
    take(key) {
      const descriptor = opening.get(key);
      opening.delete(key);
      return descriptor;
    },
  };
}
