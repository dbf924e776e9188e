// A real archive in a folder of its own, closed and deleted when the test ends.
import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { PartitionKey, PartitionName } from '../../app/model/identifiers.ts';
import { parsePartitionName } from '../../app/model/partition.ts';
import type { StoreOutcome } from '../../app/model/store.ts';
import type { Archive, RetrievedInstance } from '../../main/archive/archive.ts';
import { openArchiveWith } from '../../main/archive/open-archive.ts';
import type { ArchivePorts } from '../../main/archive/archive-ports.ts';

/** Deleted with everything in it when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await fs.mkdtemp(join(tmpdir(), 'archive-'));
  onTestFinished(() => fs.rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface TemporaryArchive {
  readonly archive: Archive;
  readonly dataDirectory: string;
}

export interface TemporaryOptions extends Partial<ArchivePorts> {
  readonly dataDirectory?: string;
  readonly arePartitionsEnabled?: boolean;
}

export async function temporaryArchive(options: TemporaryOptions = {}): Promise<TemporaryArchive> {
  const {
    dataDirectory = await temporaryFolder(),
    arePartitionsEnabled = true,
    ...ports
  } = options;
  const archive = await openArchiveWith({ dataDirectory, arePartitionsEnabled }, ports);
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= archive.close());
  onTestFinished(close);
  return { archive: { ...archive, close }, dataDirectory };
}

export function partitionName(text: string): PartitionName {
  const name = parsePartitionName(text);
  if (name === undefined) throw new Error(`Not a partition name: ${text}`);
  return name;
}

export function partitionKeyOf(archive: Archive, name: string): PartitionKey {
  const partition = archive.partitions.find(partitionName(name));
  if (partition === undefined) throw new Error(`No such partition: ${name}`);
  return partition.partitionKey;
}

export const neverAborted = new AbortController().signal;

/** The bytes in pieces, as a socket would deliver them. */
export async function* inPieces(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    yield await Promise.resolve(bytes.subarray(start, start + size));
  }
}

export async function store(
  archive: Archive,
  bytes: Uint8Array,
  partition = 'clinic-A',
): Promise<StoreOutcome> {
  return archive.storeInstance(
    { bytes: inPieces(bytes), partitionName: partitionName(partition), validation: 'lenient' },
    neverAborted,
  );
}

export async function readAll(instance: RetrievedInstance): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of instance.open(neverAborted)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
