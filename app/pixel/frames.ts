// Where each frame lies in the file (PS3.5 §8.1, §A.4), found without loading pixel data.
import type { ByteSource, Element } from '../dicom/dataset.ts';
import type { Part10 } from '../dicom/part10/part10.ts';
import { Tag } from '../dicom/tag.ts';
import { transferSyntaxEntry, type Codec } from '../dicom/transfer-syntax.ts';
import { ArchiveError } from '../problems.ts';
import { startsCodestream } from './codestream/codestream.ts';
import { pixelDataElement } from './describe-image.ts';
import type { ByteRange, FrameTable, ImageDescription } from './image.ts';
import { frameBits } from './pixel-format.ts';

/** Every range lies inside the pixel data element; frames beyond its end have none. */
export function readFrameTable(part10: Part10, description: ImageDescription): FrameTable {
  const element = pixelDataElement(part10.dataset);
  if (element === undefined) return { frames: [], isEstimated: false };
  return element.fragments === undefined
    ? nativeFrames(element, description)
    : encapsulatedFrames(part10, element, description.numberOfFrames);
}

/** The bytes of one frame as stored: its fragments joined. Throws NotTranscodable for a frame not in the file. */
export function readFrameBytes(
  source: ByteSource,
  table: FrameTable,
  frameIndex: number,
): Uint8Array {
  const ranges = table.frames[frameIndex];
  if (ranges === undefined) throw new ArchiveError('FrameNotFound');
  const [first, ...others] = ranges;
  if (first === undefined) {
    throw new ArchiveError('NotTranscodable', { message: 'The file ends before this frame.' });
  }
  if (others.length === 0) return source.read(first.offset, first.length);
  const joined = new Uint8Array(ranges.reduce((sum, range) => sum + range.length, 0));
  let at = 0;
  for (const range of ranges) {
    joined.set(source.read(range.offset, range.length), at);
    at += range.length;
  }
  return joined;
}

/** Frames follow each other without gaps, one-bit frames even within a byte (PS3.5 §8.1.1). */
function nativeFrames(
  element: Element,
  { stored, numberOfFrames, transferSyntaxUID }: ImageDescription,
): FrameTable {
  const bits = frameBits(stored);
  const isLittleEndian = transferSyntaxEntry(transferSyntaxUID)?.isLittleEndian ?? true;
  const unit = isLittleEndian ? 1 : 2;
  const frames = Array.from({ length: numberOfFrames }, (_, i): readonly ByteRange[] => {
    const start = Math.floor((i * bits) / 8 / unit) * unit;
    const end = Math.min(Math.ceil(((i + 1) * bits) / 8 / unit) * unit, element.length);
    return start < end ? [{ offset: element.offset + start, length: end - start }] : [];
  });
  return { frames, isEstimated: false };
}

type Fragments = NonNullable<Element['fragments']>;

function encapsulatedFrames(part10: Part10, element: Element, numberOfFrames: number): FrameTable {
  const [offsetTable, ...fragments] = element.fragments ?? [];
  if (numberOfFrames === 1) return { frames: [fragments], isEstimated: false };
  const indexed =
    byOffsets(fragments, extendedOffsets(part10), numberOfFrames) ??
    byOffsets(fragments, basicOffsets(part10.source, offsetTable), numberOfFrames);
  if (indexed !== undefined) return { frames: indexed, isEstimated: false };
  if (fragments.length === numberOfFrames) {
    return { frames: fragments.map((fragment) => [fragment]), isEstimated: false };
  }
  const codec = transferSyntaxEntry(part10.transferSyntaxUID)?.codec;
  return {
    frames: byCodestreamStart(part10.source, fragments, { codec, numberOfFrames }),
    isEstimated: true,
  };
}

/** (7FE0,0001): 64-bit offsets, always little-endian because encapsulated syntaxes are. */
function extendedOffsets({ dataset }: Part10): readonly number[] {
  const bytes = dataset.bytes(Tag.ExtendedOffsetTable);
  if (bytes === undefined) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 3 }, (_, i) =>
    Number(view.getBigUint64(i * 8, true)),
  );
}

function basicOffsets(source: ByteSource, table: ByteRange | undefined): readonly number[] {
  if (table === undefined || table.length < 4) return [];
  const bytes = source.read(table.offset, table.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 2 }, (_, i) => view.getUint32(i * 4, true));
}

/** Offsets count from the first item tag after the table. Undefined unless each points at an item, ascending. */
function byOffsets(
  fragments: Fragments,
  offsets: readonly number[],
  numberOfFrames: number,
): FrameTable['frames'] | undefined {
  const base = fragments[0]?.offset;
  if (base === undefined || offsets.length !== numberOfFrames || offsets[0] !== 0) return undefined;
  const indexOf = new Map(fragments.map((fragment, i) => [fragment.offset - base, i]));
  const firsts = offsets.map((offset) => indexOf.get(offset) ?? -1);
  const isAscending = firsts.every((first, i) => i === 0 || first > (firsts[i - 1] ?? -1));
  if (!isAscending) return undefined;
  return firsts.map((first, i) => fragments.slice(first, firsts[i + 1] ?? fragments.length));
}

/** Without a table a frame begins where a fragment begins like a codestream (PS3.5 §A.4 leaves no other sign). */
function byCodestreamStart(
  source: ByteSource,
  fragments: Fragments,
  { codec, numberOfFrames }: { readonly codec: Codec | undefined; readonly numberOfFrames: number },
): FrameTable['frames'] {
  const groups: ByteRange[][] = [];
  for (const fragment of fragments) {
    const isStart = startsCodestream(codec, source.read(fragment.offset, 16));
    const current = groups.at(-1);
    if (isStart || current === undefined) groups.push([fragment]);
    else current.push(fragment);
  }
  return Array.from({ length: numberOfFrames }, (_, i) => groups[i] ?? []);
}
