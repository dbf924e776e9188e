// Files of a medium that hold files themselves: they are entered like folders and have no account of their own.
import { ArchiveError } from '../../../app/problems.ts';
import { throwIfAborted } from './abort.ts';
import { hasPart10Prefix, nonDicomKind } from './classify.ts';
import { openIsoImage, walkIsoImage } from './iso-source.ts';
import type { Scratch } from './scratch.ts';
import { fileProblems } from './source.ts';
import type { MediaEntry, MediaFile, MediaOddity } from './source.ts';
import { createAllowance } from './zip/allowance.ts';
import type { Allowance } from './zip/allowance.ts';
import { sharedFile } from './zip/shared-file.ts';
import { listZip } from './zip/walk-zip.ts';

export interface ContainerPorts {
  readonly scratch: Scratch;
  /** Opens whatever is protected. */
  readonly password?: string;
}

/** Where a file was found. */
interface Around {
  /** Archives inside of which it is. */
  readonly archives: number;
  /** Of the outermost of them. */
  readonly allowance?: Allowance;
}

interface Entered {
  readonly entries: AsyncIterable<MediaEntry>;
  readonly around: Around;
}

interface Entering {
  readonly file: MediaFile;
  /** What the paths of the entries begin with. */
  readonly label: string;
  readonly around: Around;
  readonly ports: ContainerPorts;
}

interface ContainerKind {
  /** By the first bytes; the path is for formats that are containers by their bytes and something else by name. */
  is(path: string, head: Buffer): boolean;
  /** Why one is not entered here, as a sentence. */
  obstacle(file: MediaFile, around: Around): string | undefined;
  /** Undefined when it is none after all; throws what a file that cannot be read throws. */
  enter(entering: Entering, signal: AbortSignal): Promise<Entered | undefined>;
}

const deepestArchive = 2;
const isoMagicAt = 32_769;
const headBytes = isoMagicAt + 5;

/** A file with a name of the system; what has none is copied. */
async function pathOf(
  { file, ports }: Pick<Entering, 'file' | 'ports'>,
  signal: AbortSignal,
): Promise<Buffer> {
  if (file.local !== undefined) return Buffer.from(file.local);
  return ports.scratch.keep(file.open(signal));
}

/** A kind of container more is an entry more. */
const containerKinds: readonly ContainerKind[] = [
  {
    is: (path, head) =>
      head.toString('latin1', 0, 2) === 'PK' && nonDicomKind(path, head) === 'archive',
    obstacle: (_file, { archives }) =>
      archives < deepestArchive
        ? undefined
        : 'It was not opened: it is an archive in an archive in an archive.',
    async enter({ file, label, around, ports }, signal) {
      const allowance = around.allowance ?? createAllowance(file.bytes);
      const shared = sharedFile(await pathOf({ file, ports }, signal), file.bytes);
      const { password } = ports;
      const options = { label, allowance, ...(password !== undefined && { password }) };
      const entries = await listZip(shared, options, signal);
      return { entries, around: { archives: around.archives + 1, allowance } };
    },
  },
  {
    is: (_path, head) => head.toString('latin1', isoMagicAt, headBytes) === 'CD001',
    obstacle: ({ local }) =>
      local === undefined
        ? 'It was not opened: it is a disc image inside an archive or another disc image.'
        : undefined,
    async enter({ file, label, around, ports }, signal) {
      const image = await openIsoImage(await pathOf({ file, ports }, signal), signal);
      if (image === undefined) return undefined;
      return { entries: walkIsoImage(image, label, signal), around };
    },
  },
];

/** Names DICOM files have (PS3.10 §8.2, and as writers add): those are not opened twice for what they never are. */
const dicomName = /^([A-Z0-9_]{1,8}|[\d.]+|.*\.(dcm|dicom|dic|ima))$/i;

function mayHoldFiles({ path }: MediaFile): boolean {
  return !dicomName.test(path.slice(path.lastIndexOf('/') + 1));
}

async function headOf(file: MediaFile, signal: AbortSignal): Promise<Buffer> {
  const wanted = Math.min(file.bytes, headBytes);
  if (file.local !== undefined) {
    const shared = sharedFile(Buffer.from(file.local), file.bytes);
    return Buffer.from(await shared.use((read) => read(0, wanted), signal));
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of file.open(signal)) {
    parts.push(part);
    length += part.length;
    if (length >= wanted) break;
  }
  return Buffer.concat(parts, Math.min(length, wanted));
}

async function kindOf(file: MediaFile, signal: AbortSignal): Promise<ContainerKind | undefined> {
  try {
    const head = await headOf(file, signal);
    if (hasPart10Prefix(head)) return undefined;
    return containerKinds.find(({ is }) => is(file.path, head));
  } catch (error) {
    throwIfAborted(signal);
    if (!(error instanceof ArchiveError)) throw error;
    // Whoever takes the file hears why it cannot be read.
    return undefined;
  }
}

function notOpened(file: MediaFile, detail: string): MediaOddity {
  const { path, bytes } = file;
  return { kind: 'oddity', path, bytes, bucket: 'notDicom', nonDicomKind: 'archive', detail };
}

function unreadable({ path, bytes }: MediaFile, error: unknown): MediaOddity {
  if (!(error instanceof ArchiveError) || !fileProblems.has(error.code)) throw error;
  const { code: problem, message: detail } = error;
  return { kind: 'oddity', path, bytes, bucket: 'unreadable', problem, detail };
}

async function* enterOne(
  kind: ContainerKind,
  entering: Entering,
  signal: AbortSignal,
): AsyncGenerator<MediaEntry> {
  const { file, around, ports } = entering;
  const obstacle = kind.obstacle(file, around);
  if (obstacle !== undefined) {
    yield notOpened(file, obstacle);
    return;
  }
  let entered: Entered | undefined;
  try {
    entered = await kind.enter(entering, signal);
  } catch (error) {
    throwIfAborted(signal);
    yield unreadable(file, error);
    return;
  }
  if (entered === undefined) yield file;
  else yield* enterAll(entered, ports, signal);
}

async function* enterAll(
  { entries, around }: Entered,
  ports: ContainerPorts,
  signal: AbortSignal,
): AsyncGenerator<MediaEntry> {
  for await (const entry of entries) {
    const isCandidate = entry.kind === 'file' && mayHoldFiles(entry);
    const kind = isCandidate ? await kindOf(entry, signal) : undefined;
    if (entry.kind === 'file' && kind !== undefined) {
      yield* enterOne(kind, { file: entry, label: entry.path, around, ports }, signal);
    } else yield entry;
  }
}

/** What lies in a folder, with what lies in containers in it. */
export function withContainers(
  entries: AsyncIterable<MediaEntry>,
  ports: ContainerPorts,
  signal: AbortSignal,
): AsyncGenerator<MediaEntry> {
  return enterAll({ entries, around: { archives: 0 } }, ports, signal);
}

/** A file that was chosen itself: what it holds, or else itself. `label` is empty when nothing else was chosen. */
export async function* chosenFile(
  file: MediaFile,
  { label, ports }: { readonly label: string; readonly ports: ContainerPorts },
  signal: AbortSignal,
): AsyncGenerator<MediaEntry> {
  const kind = await kindOf(file, signal);
  if (kind === undefined) yield file;
  else yield* enterOne(kind, { file, label, around: { archives: 0 }, ports }, signal);
}
