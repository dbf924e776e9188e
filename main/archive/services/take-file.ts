// The short way into the archive for a file that lies on a mounted medium: one task of a worker reads, judges, hashes
// and copies it; what follows is the same as for any other instance.
import type { StoreOutcome } from '../../../app/model/store.ts';
import type { StorePlace } from '../archive.ts';
import { toItsEnd } from '../pool/pool.ts';
import type { ReceiveReply, ReceiveRequest } from '../pool/tasks.ts';
import type { BlobPlace } from '../blobs/places.ts';
import { untilAborted } from '../intake/abort.ts';
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
  /** See `copyFiles`; together with others. */
  readonly copy: (request: TakeRequest) => Promise<Copied>;
  /** Ends by itself, and nobody waits for it but whoever closes the archive. */
  readonly leaveBehind: (work: Promise<void>) => void;
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
  const task = { source, bytes, path: '', isProbe: true } as const;
  const rules = judgingRules(request, ports);
  const [reply] = await ports.pool.run('receive', [{ ...task, ...rules }], signal);
  if (reply?.kind !== 'received') return reply;
  const { ingest, sha256 } = reply;
  if (ingest.kind === 'refused') return ingest;
  return findDuplicate(sha256, request, ingest.attributes, ports);
}

async function copyAndStore(
  request: TakeRequest,
  signal: AbortSignal,
  ports: TakePorts,
): Promise<TakenFile> {
  const arrived = ports.commits.expect();
  const copying = ports.copy(request);
  try {
    const { place, reply } = await untilAborted(copying, signal);
    if (reply.kind !== 'received') return reply;
    const { ingest, sha256 } = reply;
    if (ingest.kind === 'refused') return ingest;
    ports.onStep('staged');
    const blob = { ...place, bytes: request.bytes, sha256 };
    return await storeWritten(blob, { ingest, place: request }, ports);
  } finally {
    arrived();
    const cleared = copying.then(({ place }) => discard(place, ports), nothingToClear);
    if (signal.aborted) ports.leaveBehind(cleared);
    else await cleared;
  }
}

const nothingToClear = (): void => undefined;

export interface Copied {
  readonly place: BlobPlace;
  readonly reply: ReceiveReply;
}

/**
 * Takes files from a medium to places of their own. Never cut short: a worker that goes on would leave open files nobody
 * knows of.
 */
export async function copyFiles(
  requests: readonly TakeRequest[],
  ports: StorePorts,
): Promise<readonly Copied[]> {
  const placed = await Promise.all(
    requests.map(async (request) => ({ request, place: await ports.blobs.reserveForGood() })),
  );
  try {
    const tasks = placed.map(({ request, place }): ReceiveRequest => {
      const { source, bytes } = request;
      return { source, bytes, path: place.path, ...judgingRules(request, ports) };
    });
    const replies = await ports.pool.run('receive', tasks, toItsEnd);
    return await Promise.all(
      placed.map(async ({ place }, n) => {
        const reply = replies[n] ?? { kind: 'unreadable', reason: 'UNKNOWN' };
        const copy = reply.kind === 'received' ? reply.copy : undefined;
        if (copy !== undefined) await ports.blobs.adopt(place, copy);
        return { place, reply };
      }),
    );
  } catch (error) {
    await Promise.all(placed.map(({ place }) => discard(place, ports)));
    throw error;
  }
}
