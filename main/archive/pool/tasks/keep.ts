// Takes received bytes in one go: judged, hashed and written from the same memory.
import { createHash } from 'node:crypto';
import type { KeepReply, KeepRequest } from '../tasks.ts';
import { ingestBytes } from './ingest.ts';
import { writeCopy } from './receive.ts';

/** Only an accepted instance is written. Throws StorageFull or StorageFailure and leaves nothing behind then. */
export function keep(request: KeepRequest): KeepReply {
  const { pieces } = request;
  const [first = new Uint8Array()] = pieces;
  const content = pieces.length > 1 ? Buffer.concat(pieces) : first;
  const ingest = ingestBytes(content, request);
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (ingest.kind === 'refused') return { sha256, ingest };
  return { sha256, ingest, copy: writeCopy(request.path, content) };
}
