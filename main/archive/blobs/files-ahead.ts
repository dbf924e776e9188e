// Files that are made while what will be written to them still comes in: to make one takes a while too.
import type { BlobKey } from '../../../app/model/identifiers.ts';
import type { Files } from './files.ts';
import type { BlobPlace } from './places.ts';

/** Of many that come in together none waits for this. */
const mostAhead = 4;

export interface FilesAhead {
  /** Begins to make a file at a place, unless there are enough. Whoever takes it hears of a failure. */
  open(reserve: () => Promise<BlobPlace>): Promise<BlobPlace> | undefined;
  /** The descriptor of the empty file, which is the caller's from now on; undefined when none was begun. */
  take(key: BlobKey): Promise<number> | undefined;
}

export function createFilesAhead(files: Files): FilesAhead {
  const opening = new Map<BlobKey, Promise<number>>();
  let reserving = 0;
  const begin = async (reserve: () => Promise<BlobPlace>): Promise<BlobPlace> => {
    reserving += 1;
    try {
      const place = await reserve();
      const descriptor = files.create(place.path);
      descriptor.catch(() => undefined);
      opening.set(place.key, descriptor);
      return place;
    } finally {
      reserving -= 1;
    }
  };
  return {
    open: (reserve) => (reserving + opening.size < mostAhead ? begin(reserve) : undefined),
    take(key) {
      const descriptor = opening.get(key);
      opening.delete(key);
      return descriptor;
    },
  };
}
