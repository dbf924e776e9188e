// What a stored file says of itself, read again: for an index that follows the journal.
import { ArchiveError } from '../../../app/problems.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { Documents, StoredFile } from '../journal/change-formats.ts';
import type { Pool } from '../pool/pool.ts';

interface DocumentPorts {
  readonly blobs: Pick<Blobs, 'path'>;
  readonly pool: Pick<Pool, 'run'>;
}

const neverAborted = new AbortController().signal;

/** Undefined for a file that is gone or cannot be read; only then the journal's own values have to do. */
export async function storedDocuments(
  { blobKey, validation }: StoredFile,
  { blobs, pool }: DocumentPorts,
): Promise<Documents | undefined> {
  try {
    const path = blobs.path(blobKey);
    const reply = await pool.run('ingest', { path, validation }, neverAborted);
    if (reply.kind === 'refused') return undefined;
    const { metadata, listing, frameTable } = reply.attributes;
    return {
      metadata,
      ...(listing !== undefined && { listing }),
      ...(frameTable !== undefined && { frameTable }),
    };
  } catch (error) {
    if (error instanceof ArchiveError) return undefined;
    throw error;
  }
}
