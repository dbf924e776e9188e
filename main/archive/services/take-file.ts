// The short way into the archive for a file that lies on a mounted medium: one task of a worker reads, judges, hashes
// and copies it; what follows is the same as for any other instance.
import type { StoreOutcome } from '../../../app/model/store.ts';
import type { StorePlace } from '../archive.ts';
import type { ReceiveReply } from '../pool/tasks.ts';
import type { KnownGuess } from './known-guess.ts';
import {
  discard,
  findDuplicate,
  judgingRules,
  storeWritten,
  type StorePorts,
} from './store-instance.ts';

/** Larger files are streamed: a worker holds a file whole. */
export const maxTakenBytes = 16 * 1024 * 1024;

export interface TakeRequest extends Omit<StorePlace, 'studyInstanceUID'> {
  /** Bytes of the file's name. */
  readonly source: Uint8Array;
  /** As the medium's directory says. */
  readonly bytes: number;
}

export type TakenFile = StoreOutcome | Exclude<ReceiveReply, { kind: 'received' }>;

export interface TakePorts extends StorePorts {
  readonly guess: KnownGuess;
}

/** Throws what `storeInstance` throws; what is wrong with the file or the medium is a value. */
export async function takeFile(
  request: TakeRequest,
  signal: AbortSignal,
  ports: TakePorts,
): Promise<TakenFile> {
  const known = ports.guess.isLikely(request) ? await probe(request, signal, ports) : undefined;
  const taken = known ?? (await copyAndStore(request, signal, ports));
  const isHere = taken.kind === 'refused' && taken.isIdentical === true;
  if (taken.kind === 'stored' || isHere) ports.guess.note(request, isHere);
  return taken;
}

/** What becomes of a file that needs no copy; undefined for an instance that is to be stored. */
async function probe(
  request: TakeRequest,
  signal: AbortSignal,
  ports: TakePorts,
): Promise<TakenFile | undefined> {
  const { source, bytes } = request;
  const task = { source, bytes, path: '', target: '', isProbe: true } as const;
  const rules = judgingRules(request, ports);
  const reply = await ports.pool.run('receive', { ...task, ...rules }, signal);
  if (reply.kind !== 'received') return reply;
  const { ingest, sha256 } = reply;
  if (ingest.kind === 'refused') return ingest;
  return findDuplicate(sha256, request, ingest.attributes, ports);
}

async function copyAndStore(
  request: TakeRequest,
  signal: AbortSignal,
  ports: StorePorts,
): Promise<TakenFile> {
  const { source, bytes } = request;
  const place = await ports.blobs.reserve();
  const arrived = ports.commits.expect();
  try {
    const { path, target } = place;
    const task = { source, bytes, path, target, ...judgingRules(request, ports) };
    const reply = await ports.pool.run('receive', task, signal);
    if (reply.kind !== 'received') return reply;
    const { ingest, sha256 } = reply;
    if (ingest.kind === 'refused') return ingest;
    await ports.blobs.adopt(place);
    ports.onStep('staged');
    ports.onStep('synced');
    return await storeWritten({ ...place, bytes, sha256 }, { ingest, place: request }, ports);
  } finally {
    arrived();
    await discard(place, ports);
  }
}
