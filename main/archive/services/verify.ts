// Reads stored files again and compares them with what the index says of them. Changes nothing.
import { createHash } from 'node:crypto';
import type {
  BlobKey,
  InstanceUIDs,
  PartitionKey,
  PartitionName,
  Watermark,
} from '../../../app/model/identifiers.ts';
import { faultsNamed } from '../../../app/model/verification.ts';
import type {
  FaultyInstance,
  StoredFileFault,
  Verification,
} from '../../../app/model/verification.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { codeOf } from '../blobs/file-failure.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { InstanceReader } from '../index/instances.ts';
import type { Pool } from '../pool/pool.ts';
import type { HashedFile } from '../pool/tasks.ts';

/** A stored file and what it should hold. */
export interface VerifiableFile extends InstanceUIDs {
  readonly partitionName: PartitionName;
  readonly watermark: Watermark;
  readonly blobKey: BlobKey;
  readonly bytes: number;
  readonly sha256: string;
}

export interface VerifyPorts {
  readonly blobs: Pick<Blobs, 'path' | 'open'>;
  readonly pool: Pick<Pool, 'run'>;
  /** What is deleted while it is being verified is no finding. */
  readonly instances: Pick<InstanceReader, 'blobKey'>;
}

export interface VerifyOptions {
  /** How many files there are, for whoever waits. */
  readonly total: number;
  readonly signal: AbortSignal;
  /** Waited for before each group of files. */
  readonly goesOn?: () => Promise<unknown>;
  /** After every group of files. */
  readonly onProgress?: (soFar: Verification) => void;
}

/** Small files share a message to a worker; a large one must not keep a thread beyond the limit of a task. */
const groupFiles = 64;
const groupBytes = 16 * 1024 * 1024;
const groupsInFlight = 3;

/**
 * Reads every file anew and compares its SHA-256. An abort ends it early: then fewer are `checked` than there are
 * `instances`. Rejects only for what has nothing to do with the files, ArchiveUnavailable for instance.
 */
export async function verifyFiles(
  files: Iterable<VerifiableFile>,
  { total, signal, goesOn, onProgress }: VerifyOptions,
  ports: VerifyPorts,
): Promise<Verification> {
  const tally = createTally();
  const groups = grouped(files);
  const lane = async (): Promise<void> => {
    for (;;) {
      await goesOn?.();
      if (signal.aborted) return;
      const next = groups.next();
      if (next.done === true) return;
      const found = await hashGroup(next.value, signal, ports);
      if (found === undefined) return;
      for (const [position, file] of next.value.entries()) {
        tally.add(file, found[position] ?? { kind: 'unreadable' }, ports);
      }
      onProgress?.(tally.picture(total));
    }
  };
  await Promise.all(Array.from({ length: groupsInFlight }, lane));
  // Who walked to the end has seen all there is, whatever came or went meanwhile.
  return tally.picture(signal.aborted ? total : undefined);
}

/** Every stored file, of one partition or of all, without holding more than a page of them. */
export function* recordedFiles(
  instances: Pick<InstanceReader, 'files'>,
  partitionKey?: PartitionKey,
): Generator<VerifiableFile> {
  const limit = 1000;
  let after = 0;
  for (;;) {
    const page = instances.files({
      after,
      limit,
      ...(partitionKey !== undefined && { partitionKey }),
    });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return;
    after = last.watermark;
  }
}

function* grouped(files: Iterable<VerifiableFile>): Generator<readonly VerifiableFile[]> {
  let group: VerifiableFile[] = [];
  let bytes = 0;
  for (const file of files) {
    if (group.length > 0 && (group.length >= groupFiles || bytes + file.bytes > groupBytes)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(file);
    bytes += file.bytes;
  }
  if (group.length > 0) yield group;
}

/** Undefined when it was cancelled. */
async function hashGroup(
  group: readonly VerifiableFile[],
  signal: AbortSignal,
  { blobs, pool }: VerifyPorts,
): Promise<readonly HashedFile[] | undefined> {
  const paths = group.map(({ blobKey }) => blobs.path(blobKey));
  const isLarge = group.some(({ bytes }) => bytes > groupBytes);
  try {
    if (!isLarge) return await pool.run('hash', { paths }, signal);
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.code === 'ArchiveUnavailable') throw error;
    if (error.code === 'Cancelled') return undefined;
    // A disk that is slow with this group took the thread its time; read without hurry it may still be whole.
  }
  const found: HashedFile[] = [];
  for (const { blobKey } of group) {
    const one = await hashStream(blobKey, signal, blobs);
    if (signal.aborted) return undefined;
    found.push(one);
  }
  return found;
}

async function hashStream(
  blobKey: BlobKey,
  signal: AbortSignal,
  blobs: VerifyPorts['blobs'],
): Promise<HashedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of blobs.open(blobKey, signal)) {
      const piece = chunk as Buffer;
      bytes += piece.length;
      hash.update(piece);
    }
    return { kind: 'hashed', bytes, sha256: hash.digest('hex') };
  } catch (error) {
    return { kind: codeOf(error) === 'ENOENT' ? 'missing' : 'unreadable' };
  }
}

interface Tally {
  add(file: VerifiableFile, found: HashedFile, ports: VerifyPorts): void;
  /** `instances` is how many were to be read; absent, those that were. */
  picture(instances?: number): Verification;
}

function createTally(): Tally {
  const counts = { damaged: 0, missing: 0, unreadable: 0 };
  const faults: FaultyInstance[] = [];
  let checked = 0;
  let bytesRead = 0;
  return {
    add(file, found, ports) {
      checked += 1;
      if (found.kind === 'hashed') bytesRead += found.bytes;
      const fault = faultOf(file, found);
      if (fault === undefined || ports.instances.blobKey(file.watermark) === undefined) return;
      counts[fault] += 1;
      if (faults.length < faultsNamed) faults.push(namedFault(file, fault, found));
    },
    picture: (instances = checked) => ({ instances, checked, bytesRead, ...counts, faults }),
  };
}

function faultOf(file: VerifiableFile, found: HashedFile): StoredFileFault | undefined {
  if (found.kind !== 'hashed') return found.kind;
  return found.sha256 === file.sha256 ? undefined : 'damaged';
}

function namedFault(
  file: VerifiableFile,
  fault: StoredFileFault,
  found: HashedFile,
): FaultyInstance {
  const { partitionName, studyInstanceUID, seriesInstanceUID, sopInstanceUID } = file;
  return {
    ...{ partitionName, studyInstanceUID, seriesInstanceUID, sopInstanceUID },
    fault,
    bytesExpected: file.bytes,
    ...(found.kind === 'hashed' && { bytesFound: found.bytes }),
  };
}
