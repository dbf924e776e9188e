// Files of versions nobody can ask for any more, deleted when whoever reads them now has had the time to finish.
import type { Log } from '../../../app/log.ts';
import type { BlobKey } from '../../../app/model/identifiers.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { IndexWriter } from '../index/open-index.ts';

export interface LateRemovals {
  /** The index knows them as files to be removed: what is not removed in time is removed at the next start. */
  readonly add: (blobKeys: readonly BlobKey[]) => void;
  /** Leaves what waits to the next start. */
  close(): void;
}

export interface LateRemovalPorts {
  readonly blobs: Pick<Blobs, 'remove'>;
  readonly writer: Pick<IndexWriter, 'forgetRemovedBlobs'>;
  readonly log: Log;
}

/** Sending a study, or exporting it, takes minutes at most. */
const graceMs = 5 * 60_000;

export function createLateRemovals(ports: LateRemovalPorts): LateRemovals {
  const timers = new Set<NodeJS.Timeout>();
  return {
    add(blobKeys) {
      if (blobKeys.length === 0) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        void removeAll(blobKeys, ports);
      }, graceMs);
      timer.unref();
      timers.add(timer);
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

async function removeAll(
  blobKeys: readonly BlobKey[],
  { blobs, writer, log }: LateRemovalPorts,
): Promise<void> {
  try {
    for (const blobKey of blobKeys) await blobs.remove(blobKey);
    writer.forgetRemovedBlobs(blobKeys);
  } catch {
    log.warn('blob.left', { count: blobKeys.length });
  }
}
