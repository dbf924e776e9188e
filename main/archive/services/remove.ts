// Deletion on three levels (contract chapter 5): out of the index first, then off the disk.
import type { Log } from '../../../app/log.ts';
import type { BlobKey, JobId } from '../../../app/model/identifiers.ts';
import type { ResourcePath } from '../archive.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { DerivedCache } from '../blobs/derived.ts';
import type { IndexReader, IndexWriter } from '../index/open-index.ts';
import type { RemovedInstance } from '../index/remove.ts';
import { notFound } from './not-found.ts';

export interface RemovePorts {
  readonly reader: IndexReader;
  readonly writer: IndexWriter;
  readonly blobs: Blobs;
  readonly derived: DerivedCache;
  readonly log: Log;
  /** As in `CommitPorts`. */
  readonly commitTime: () => number;
}

/**
 * Throws …NotFound of the level asked for. When it resolves the instances are gone for everybody; a file that
 * could not be deleted is swept at the next start.
 */
export async function removeResource(path: ResourcePath, ports: RemovePorts): Promise<void> {
  if (ports.reader.instances.version(path) === undefined) throw notFound(path);
  await removeAllFiles(ports.writer.remove(path, ports.commitTime()), ports);
}

/** Takes back what an import stored, and nothing that was here before. */
export async function undoImport(jobId: JobId, ports: RemovePorts): Promise<void> {
  await removeAllFiles(ports.writer.undoImport(jobId, ports.commitTime()), ports);
}

async function removeAllFiles(
  removed: readonly RemovedInstance[],
  ports: RemovePorts,
): Promise<void> {
  const gone: BlobKey[] = [];
  for (const instance of removed) {
    if (await removeFiles(instance, ports)) gone.push(instance.blobKey);
  }
  ports.writer.forgetRemovedBlobs(gone);
  const left = removed.length - gone.length;
  if (left > 0) ports.log.warn('blob.left', { count: left });
  ports.log.info('instances.removed', { count: removed.length });
}

async function removeFiles(
  { blobKey, watermark }: RemovedInstance,
  { blobs, derived }: RemovePorts,
): Promise<boolean> {
  try {
    await blobs.remove(blobKey);
    await derived.forget([watermark]);
    return true;
  } catch {
    // The index remembers the file; the next start tries again.
    return false;
  }
}
