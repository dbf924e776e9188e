// A medium that came in before: its files are only read and hashed, and compared with what its receipt says of them.
import type { InstanceUIDs, PartitionName } from '../../../app/model/identifiers.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { batchesInFlight, inBatches } from '../jobs/in-batches.ts';
import { forEachInFlight } from '../jobs/in-flight.ts';
import type { HashedFile } from '../pool/tasks.ts';
import type { MediaFile } from './source.ts';

/** What an earlier import found at a path. */
export interface KnownFile {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly instance: InstanceUIDs;
}

export interface KnownMediumPorts {
  /** What the latest import of exactly this medium into the partition has a receipt for, by path. */
  readonly files: (
    fingerprint: string,
    partitionName: PartitionName,
  ) => Promise<ReadonlyMap<string, KnownFile>>;
  /** Files by the bytes of their names, as they are now and in their order; throws Cancelled. */
  readonly hash: (
    names: readonly Uint8Array[],
    signal: AbortSignal,
  ) => Promise<readonly HashedFile[]>;
  /** Undefined unless the instance is in the partition with exactly these bytes. */
  readonly about: (partitionName: PartitionName, file: KnownFile) => AboutInstance | undefined;
}

/** What the header of an instance says that an index of the medium may contradict. */
export interface AboutInstance {
  readonly sopClassUID: string;
  readonly patientID?: string;
}

export interface KnownMediumRequest {
  readonly fingerprint: string;
  readonly partitionName: PartitionName;
  /** One stream. */
  readonly areSeeksSlow: boolean;
}

export interface RecognisedFile extends KnownFile {
  readonly about: AboutInstance;
}

type Pair<T> = readonly [T, Pick<MediaFile, 'bytes'> & { readonly local: Uint8Array }, KnownFile];

/**
 * Tells `onKnown` of every file that has the very bytes it had, and that the partition still has. Whatever else there is
 * stays for the usual way. `fileOf` gives the file of an item; returns the items that are left, in their order.
 */
export async function withoutKnown<T>(
  items: readonly T[],
  { fileOf, onKnown }: Handling<T>,
  { request, signal, ports }: Recognition,
): Promise<readonly T[]> {
  const known = await ports.files(request.fingerprint, request.partitionName);
  if (known.size === 0) return items;
  const pairs = items.flatMap((item): readonly Pair<T>[] => {
    const file = fileOf(item);
    const before = known.get(file.path);
    if (file.local === undefined || before?.bytes !== file.bytes) return [];
    return [[item, { bytes: file.bytes, local: file.local }, before]];
  });
  const done = new Set<T>();
  const batches = inBatches(pairs, ([, { bytes }]) => bytes);
  const atOnce = request.areSeeksSlow ? 1 : batchesInFlight;
  await forEachInFlight(batches, atOnce, signal, async (batch) => {
    const names = batch.map(([, { local }]) => local);
    const hashed = await ports.hash(names, signal).catch(unlessTooSlow);
    batch.forEach(([item, , before], place) => {
      if (!isSame(before, hashed[place])) return;
      const about = ports.about(request.partitionName, before);
      if (about === undefined) return;
      done.add(item);
      onKnown(item, { ...before, about });
    });
  });
  return items.filter((item) => !done.has(item));
}

/** A medium that took too long with a batch may still give its files one by one. */
function unlessTooSlow(error: unknown): readonly HashedFile[] {
  if (error instanceof ArchiveError && error.code === 'ProcessingFailure') return [];
  throw error;
}

interface Handling<T> {
  readonly fileOf: (item: T) => MediaFile;
  readonly onKnown: (item: T, file: RecognisedFile) => void;
}

interface Recognition {
  readonly request: KnownMediumRequest;
  readonly signal: AbortSignal;
  readonly ports: KnownMediumPorts;
}

function isSame({ bytes, sha256 }: KnownFile, found: HashedFile | undefined): boolean {
  return found?.kind === 'hashed' && found.bytes === bytes && found.sha256 === sha256;
}
