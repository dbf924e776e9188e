// Lookup tables as data sets carry them: descriptor, then entries of 8 or 16 bits (PS3.3 C.11.1.1, C.7.6.3.1.5/6).
import type { Dataset, Tag } from '../../dicom/dataset.ts';
import { Tag as Tags } from '../../dicom/tag.ts';
import type { LookupTable, Palette } from '../image.ts';

/** How values of the data set are encoded, and how its first mapped value is to be read. */
export interface TableContext {
  readonly isLittleEndian: boolean;
  /** Whether the values that enter the table may be negative. */
  readonly isSigned: boolean;
}

interface Descriptor {
  readonly count: number;
  readonly firstValueMapped: number;
  readonly bitsPerEntry: number;
}

/** Three values; 0 entries mean 65536, and the second is signed when what it maps is (PS3.3 C.11.1.1). */
function readDescriptor(dataset: Dataset, tag: Tag, context: TableContext): Descriptor | undefined {
  const [count, first, bits] = dataset.numbers(tag);
  if (count === undefined || first === undefined || Number.isNaN(count + first)) return undefined;
  const unsigned = first & 0xffff;
  return {
    count: (count & 0xffff) === 0 ? 65536 : count & 0xffff,
    firstValueMapped: context.isSigned && unsigned > 0x7fff ? unsigned - 0x10000 : unsigned,
    bitsPerEntry: bits !== undefined && bits >= 1 && bits <= 16 ? bits : 16,
  };
}

/** An item of a Modality LUT or VOI LUT Sequence; undefined when descriptor or entries are missing. */
export function readSequenceTable(item: Dataset, context: TableContext): LookupTable | undefined {
  const descriptor = readDescriptor(item, Tags.LUTDescriptor, context);
  const bytes = item.bytes(Tags.LUTData);
  if (descriptor === undefined || bytes === undefined || bytes.length === 0) return undefined;
  const isSwapped = item.element(Tags.LUTData)?.vr === 'OW' && !context.isLittleEndian;
  const entries = readEntries(bytes, descriptor, context.isLittleEndian, isSwapped);
  const explanation = item.string(Tags.LUTExplanation);
  return { ...toTable(descriptor, entries), ...(explanation === undefined ? {} : { explanation }) };
}

function toTable(descriptor: Descriptor, entries: readonly number[]): LookupTable {
  return {
    firstValueMapped: descriptor.firstValueMapped,
    bitsPerEntry: trueBits(descriptor.bitsPerEntry, entries),
    entries,
  };
}

/** Some devices announce fewer bits than their entries use: then the entries decide. */
function trueBits(declared: number, entries: readonly number[]): number {
  const highest = entries.reduce((most, entry) => Math.max(most, entry), 1);
  return Math.max(declared, Math.ceil(Math.log2(highest + 1)));
}

function readEntries(
  bytes: Uint8Array,
  { count, bitsPerEntry }: Descriptor,
  isLittleEndian: boolean,
  isSwapped: boolean,
): number[] {
  const isBytePerEntry = bitsPerEntry <= 8 && bytes.length < count * 2;
  if (!isBytePerEntry) return words(bytes, isLittleEndian).slice(0, count);
  const packed = isSwapped ? swapPairs(bytes) : bytes;
  return [...packed.subarray(0, count)];
}

function words(bytes: Uint8Array, isLittleEndian: boolean): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 1 }, (_, i) => view.getUint16(i * 2, isLittleEndian));
}

function swapPairs(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes, (_, i) => bytes[i ^ 1] ?? 0);
}

type PaletteTags = readonly [descriptor: Tag, data: Tag, segmented: Tag];

const paletteTags: Record<keyof Palette, PaletteTags> = {
  red: [
    Tags.RedPaletteColorLookupTableDescriptor,
    Tags.RedPaletteColorLookupTableData,
    Tags.SegmentedRedPaletteColorLookupTableData,
  ],
  green: [
    Tags.GreenPaletteColorLookupTableDescriptor,
    Tags.GreenPaletteColorLookupTableData,
    Tags.SegmentedGreenPaletteColorLookupTableData,
  ],
  blue: [
    Tags.BluePaletteColorLookupTableDescriptor,
    Tags.BluePaletteColorLookupTableData,
    Tags.SegmentedBluePaletteColorLookupTableData,
  ],
};

/** The palette of a PALETTE COLOR image; undefined when one of the three tables is missing. */
export function readPalette(dataset: Dataset, context: TableContext): Palette | undefined {
  const red = readColour(dataset, paletteTags.red, context);
  const green = readColour(dataset, paletteTags.green, context);
  const blue = readColour(dataset, paletteTags.blue, context);
  return red && green && blue ? { red, green, blue } : undefined;
}

function readColour(
  dataset: Dataset,
  [descriptorTag, dataTag, segmentedTag]: PaletteTags,
  context: TableContext,
): LookupTable | undefined {
  const descriptor = readDescriptor(dataset, descriptorTag, context);
  if (descriptor === undefined) return undefined;
  const isSwapped = !context.isLittleEndian;
  const plain = dataset.bytes(dataTag);
  if (plain !== undefined && plain.length > 0) {
    return paletteTable(
      descriptor,
      readEntries(plain, descriptor, context.isLittleEndian, isSwapped),
    );
  }
  const segments = dataset.bytes(segmentedTag);
  if (segments === undefined || segments.length === 0) return undefined;
  const isByteTable = descriptor.bitsPerEntry <= 8;
  const units = isByteTable
    ? [...(isSwapped ? swapPairs(segments) : segments)]
    : words(segments, context.isLittleEndian);
  return paletteTable(descriptor, unsegment(units, descriptor.count, isByteTable));
}

/** Sixteen-bit tables in which no entry exceeds 255 hold eight-bit colours. */
function paletteTable(descriptor: Descriptor, entries: readonly number[]): LookupTable {
  const highest = entries.reduce((most, entry) => Math.max(most, entry), 0);
  const isEightBit = highest <= 0xff;
  return {
    firstValueMapped: descriptor.firstValueMapped,
    bitsPerEntry: isEightBit ? 8 : 16,
    entries,
  };
}

/**
 * PS3.3 C.7.9.2: discrete (0), linear (1) and indirect (2) segments become plain entries, at most `count`. Units are
 * bytes or words; an indirect segment always counts its offset in bytes.
 */
export function unsegment(
  units: readonly number[],
  count: number,
  isByteTable: boolean,
): readonly number[] {
  const entries: number[] = [];
  expand({ units, count, isByteTable, entries }, { at: 0, segments: Infinity, isReferred: false });
  return entries;
}

interface Expansion {
  readonly units: readonly number[];
  readonly count: number;
  readonly isByteTable: boolean;
  readonly entries: number[];
}

interface Span {
  readonly at: number;
  readonly segments: number;
  readonly isReferred: boolean;
}

function expand(expansion: Expansion, { at: start, segments, isReferred }: Span): void {
  const { units, entries, count, isByteTable } = expansion;
  let at = start;
  for (let done = 0; done < segments && at + 1 < units.length && entries.length < count; done++) {
    const [opcode, length = 0] = [units[at], units[at + 1]];
    if (opcode === 0) {
      const room = Math.min(length, count - entries.length);
      entries.push(...units.slice(at + 2, at + 2 + room));
      at += 2 + length;
    } else if (opcode === 1) {
      pushLine(expansion, units[at + 2] ?? 0, length);
      at += 3;
    } else if (opcode === 2 && !isReferred) {
      expand(expansion, {
        at: referredUnit(expansion, at + 2),
        segments: length,
        isReferred: true,
      });
      at += isByteTable ? 6 : 4;
    } else {
      return;
    }
  }
}

/** A 32-bit byte offset, least significant part first, in four bytes or two words. */
function referredUnit({ units, isByteTable }: Expansion, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = units.slice(at, at + 4);
  return isByteTable ? a + b * 0x100 + c * 0x10000 + d * 0x1000000 : (a + b * 0x10000) / 2;
}

function pushLine({ entries, count }: Expansion, end: number, length: number): void {
  const start = entries.at(-1) ?? 0;
  const room = Math.min(length, count - entries.length);
  for (let i = 1; i <= room; i++) entries.push(Math.round(start + ((end - start) * i) / length));
}
