// Lists a disc image (ISO 9660) as the disc itself would be: read in place, nothing unpacked.
import { constants, promises as fs } from 'node:fs';
import { ArchiveError } from '../../../app/problems.ts';
import { readDirectory } from '../../../app/media/iso9660/directory.ts';
import type { DirectoryRecord } from '../../../app/media/iso9660/directory.ts';
import {
  firstDescriptorSector,
  readDescriptor,
  sectorBytes,
} from '../../../app/media/iso9660/volume.ts';
import type { Volume } from '../../../app/media/iso9660/volume.ts';
import { throwIfAborted, untilAborted } from './abort.ts';
import { persistently } from './passing-errors.ts';
import type { MediaEntry, MediaOddity } from './source.ts';
import { systemErrorSentence } from './system-errors.ts';

const chunkBytes = 1024 * 1024;
/** A descriptor set is a handful of sectors; a hostile one does not end. */
const mostDescriptors = 64;
/** All folders together, over half a million names: hostile ones overlap and would never end. */
const mostDirectoryBytes = 64 * 1024 * 1024;
/** ECMA-119 §6.8.2.1 allows eight levels; discs with long names have more. */
const deepest = 64;
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

interface Image {
  readonly path: Buffer;
  readonly bytes: number;
  readonly volume: Volume;
}

interface Folder {
  readonly label: string;
  readonly block: number;
  readonly bytes: number;
  readonly depth: number;
}

interface Extent {
  readonly from: number;
  readonly bytes: number;
}

function unreadable(error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error;
  return new ArchiveError('SourceUnreadable', {
    message: systemErrorSentence(error),
    cause: error,
  });
}

async function* readExtent(
  file: fs.FileHandle,
  { from, bytes }: Extent,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < bytes;) {
    const buffer = Buffer.allocUnsafeSlow(Math.min(bytes - done, chunkBytes));
    const position = from + done;
    const reading = persistently(() => file.read(buffer, 0, buffer.length, position));
    const { bytesRead } = await untilAborted(reading, signal);
    if (bytesRead === 0) {
      throw new ArchiveError('SourceUnreadable', { message: 'The disc image ends before it.' });
    }
    done += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* readExtents(
  path: Buffer,
  extents: readonly Extent[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  throwIfAborted(signal);
  let file: fs.FileHandle | undefined;
  try {
    file = await persistently(() => fs.open(path, openFlags));
    for (const extent of extents) yield* readExtent(file, extent, signal);
  } catch (error) {
    throwIfAborted(signal);
    throw unreadable(error);
  } finally {
    file?.close().catch(() => undefined);
  }
}

async function readAll(path: Buffer, extent: Extent, signal: AbortSignal): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of readExtents(path, [extent], signal)) parts.push(part);
  return Buffer.concat(parts);
}

/** Rock Ridge names are the original ones; Joliet's come next, those of level 1 last. */
async function volumeOf(
  path: Buffer,
  bytes: number,
  signal: AbortSignal,
): Promise<Volume | undefined> {
  const volumes: Volume[] = [];
  for (let index = 0; index < mostDescriptors; index += 1) {
    const from = (firstDescriptorSector + index) * sectorBytes;
    if (from + sectorBytes > bytes) break;
    const read = readDescriptor(await readAll(path, { from, bytes: sectorBytes }, signal));
    if (read === 'end' || read === 'foreign') break;
    if (read !== 'other' && read.blockBytes >= 512) volumes.push(read);
  }
  const primary = volumes.find(({ kind }) => kind === 'primary');
  if (primary === undefined) return undefined;
  const from = primary.rootBlock * primary.blockBytes;
  const root =
    from + sectorBytes <= bytes
      ? await readAll(path, { from, bytes: sectorBytes }, signal)
      : Buffer.alloc(0);
  // SUSP 5.3: the SP entry is the first of the root's own record.
  const hasRockRidge = root.toString('latin1', 34, 36) === 'SP';
  return hasRockRidge ? primary : (volumes.find(({ kind }) => kind === 'joliet') ?? primary);
}

/** The disc in a file, undefined when the file is no image of an ISO 9660 disc. */
export async function openIsoImage(path: Buffer, signal: AbortSignal): Promise<Image | undefined> {
  const stats = await fs.lstat(path);
  if (!stats.isFile()) return undefined;
  const volume = await volumeOf(path, stats.size, signal);
  return volume === undefined ? undefined : { path, bytes: stats.size, volume };
}

function oddity(path: string, detail: string): MediaOddity {
  return { kind: 'oddity', path, bytes: 0, bucket: 'unreadable', detail };
}

function fileOf(image: Image, path: string, parts: readonly DirectoryRecord[]): MediaEntry {
  const { blockBytes } = image.volume;
  const extents = parts.map(({ block, bytes }) => ({ from: block * blockBytes, bytes }));
  if (parts.some(({ isInterleaved }) => isInterleaved)) {
    return oddity(path, 'It is recorded in interleaved mode, which is not read.');
  }
  if (parts.at(-1)?.isContinued === true) return oddity(path, 'The rest of it is not on the disc.');
  if (parts.some(({ isSpecial }) => isSpecial)) {
    const detail = 'It is a link or a device, not a file.';
    return { ...oddity(path, detail), bucket: 'notDicom', nonDicomKind: 'system' };
  }
  if (extents.some(({ from, bytes }) => bytes > 0 && from + bytes > image.bytes)) {
    return oddity(path, 'It lies beyond the end of the disc image.');
  }
  const bytes = extents.reduce((sum, extent) => sum + extent.bytes, 0);
  const position = extents[0]?.from ?? 0;
  const open = (signal: AbortSignal) => readExtents(image.path, extents, signal);
  return { kind: 'file', path, bytes, position, open };
}

/** Records of one file follow each other (ECMA-119 §9.1.6). */
function grouped(records: readonly DirectoryRecord[]): DirectoryRecord[][] {
  const groups: DirectoryRecord[][] = [];
  for (const record of records) {
    const last = groups.at(-1);
    if (last?.at(-1)?.isContinued === true && last[0]?.name === record.name) last.push(record);
    else groups.push([record]);
  }
  return groups;
}

/** What the walk has listed, so that it ends on any image. */
interface Listed {
  readonly blocks: Set<number>;
  bytes: number;
}

function folderProblem(image: Image, folder: Folder, listed: Listed): string | undefined {
  const end = folder.block * image.volume.blockBytes + folder.bytes;
  if (end > image.bytes) return 'This folder lies beyond the end of the disc image.';
  if (listed.bytes + folder.bytes > mostDirectoryBytes) {
    return 'The folders of this disc image are larger than any real ones.';
  }
  if (folder.depth > deepest) return 'This folder is nested too deeply.';
  if (listed.blocks.has(folder.block)) return 'This folder was listed in another place already.';
  listed.blocks.add(folder.block);
  listed.bytes += folder.bytes;
  return undefined;
}

/** Every entry of the image, depth first in the order of its directories, without recursion. */
export async function* walkIsoImage(
  image: Image,
  label: string,
  signal: AbortSignal,
): AsyncGenerator<MediaEntry> {
  const { rootBlock, rootBytes, blockBytes, kind } = image.volume;
  const folders: Folder[] = [{ label, block: rootBlock, bytes: rootBytes, depth: 0 }];
  const listed: Listed = { blocks: new Set(), bytes: 0 };
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    throwIfAborted(signal);
    const path = folder.label === '' ? '.' : folder.label;
    const problem = folderProblem(image, folder, listed);
    if (problem !== undefined) {
      yield oddity(path, problem);
      continue;
    }
    const extent = { from: folder.block * blockBytes, bytes: folder.bytes };
    let content: Buffer;
    try {
      content = await readAll(image.path, extent, signal);
    } catch (error) {
      throwIfAborted(signal);
      yield oddity(path, unreadable(error).message);
      continue;
    }
    const { records, isDamaged } = readDirectory(content, kind === 'joliet');
    if (isDamaged) yield oddity(path, 'A part of this folder cannot be read.');
    const inner: Folder[] = [];
    for (const group of grouped(records)) {
      const [first] = group;
      if (first === undefined) continue;
      const child = folder.label === '' ? first.name : `${folder.label}/${first.name}`;
      if (first.isDirectory && group.length === 1) {
        inner.push({
          label: child,
          block: first.block,
          bytes: first.bytes,
          depth: folder.depth + 1,
        });
      } else yield fileOf(image, child, group);
    }
    folders.push(...inner.reverse());
  }
}
