// Writes an instance anew in another transfer syntax (contract 3.6): pixels change their encoding, the rest is kept.
import type { Part10 } from '../../../../app/dicom/part10/part10.ts';
import {
  encodedText,
  encodedUnsignedShort,
  type EncodedElement,
} from '../../../../app/dicom/part10/encode-value.ts';
import { writePart10 } from '../../../../app/dicom/part10/write.ts';
import { Tag } from '../../../../app/dicom/tag.ts';
import { TransferSyntax, transferSyntaxEntry } from '../../../../app/dicom/transfer-syntax.ts';
import { toLittleEndian } from '../../../../app/pixel/decoders/native.ts';
import { pixelDataElement } from '../../../../app/pixel/describe-image.ts';
import { encodeJpeg2000Lossless } from '../../../../app/pixel/encoders/jpeg2000.ts';
import type { PixelFormat } from '../../../../app/pixel/image.ts';
import { frameBits } from '../../../../app/pixel/pixel-format.ts';
import { cellsOf } from '../../../../app/pixel/samples.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import { codecPorts } from '../codec-ports.ts';
import { withPart10 } from '../open-part10.ts';
import type { TranscodeRequest } from '../tasks.ts';
import { decodedFrame, describedImage, type DescribedImage } from './described-image.ts';

/** What a decoded instance may take in memory. */
const maxPixelBytes = 1024 * 1024 * 1024;

type Recode = (image: DescribedImage) => Promise<readonly EncodedElement[]>;

const targets: Partial<Record<string, Recode>> = {
  [TransferSyntax.ExplicitVRLittleEndian]: toNative,
  [TransferSyntax.JPEG2000Lossless]: toJpeg2000,
};

/** Throws NotTranscodable for other targets and for pixels that cannot be decoded or encoded. */
export async function transcode({
  path,
  transferSyntaxUID,
}: TranscodeRequest): Promise<Uint8Array> {
  const recode = targets[transferSyntaxUID];
  if (recode === undefined) throw new ArchiveError('NotTranscodable');
  return withPart10(path, async (file) => {
    const hasPixels = pixelDataElement(file.dataset) !== undefined;
    const replace = hasPixels ? await recode(imageOf(file)) : [];
    // Offsets of the old fragments mean nothing any more.
    const omit = new Set([Tag.ExtendedOffsetTable, Tag.ExtendedOffsetTableLengths]);
    return writePart10({
      dataset: file.dataset,
      meta: file.meta,
      transferSyntaxUID,
      replace,
      omit,
    });
  });
}

/** Pixel data without rows and columns cannot be recoded. */
function imageOf(file: Part10): DescribedImage {
  try {
    return describedImage(file);
  } catch (cause) {
    throw new ArchiveError('NotTranscodable', { cause });
  }
}

async function toNative(image: DescribedImage): Promise<readonly EncodedElement[]> {
  const { file, description } = image;
  const { stored, decoded } = description;
  const entry = transferSyntaxEntry(file.transferSyntaxUID);
  const element = pixelDataElement(file.dataset);
  if (element === undefined || entry === undefined) throw new ArchiveError('NotTranscodable');
  if (!entry.isEncapsulated) {
    // Little-endian samples stay as they are, whatever they are.
    if (entry.isLittleEndian) return [];
    const bytes = file.source.read(element.offset, element.length);
    const value = toLittleEndian(bytes, stored, element.vr);
    return [{ tag: element.tag, vr: element.vr, value }];
  }
  const vr = decoded.bitsAllocated > 8 ? 'OW' : 'OB';
  const { value, highest } = await allFrames(image);
  return [
    ...changedAttributes(stored, withDeclaredBits(decoded, stored, highest)),
    { tag: Tag.PixelData, vr, value },
  ];
}

/** Encoders that compress whole cells announce more bits than are in use: then what the file says still holds. */
function withDeclaredBits(format: PixelFormat, stored: PixelFormat, highest: number): PixelFormat {
  const isTrue = stored.bitsAllocated === format.bitsAllocated && highest < 2 ** stored.bitsStored;
  const { bitsStored, highBit } = stored;
  return isTrue ? { ...format, bitsStored, highBit } : format;
}

interface AllFrames {
  readonly value: Uint8Array;
  /** The highest bit pattern of any sample. */
  readonly highest: number;
}

async function allFrames(image: DescribedImage): Promise<AllFrames> {
  const { decoded, numberOfFrames } = image.description;
  // Frames that end within a byte would have to be joined bit by bit.
  const isAligned = frameBits(decoded) % 8 === 0 || numberOfFrames === 1;
  const total = (Math.ceil(frameBits(decoded) / 8) || 0) * numberOfFrames;
  if (!isAligned || total > maxPixelBytes) throw new ArchiveError('NotTranscodable');
  const value = new Uint8Array(total);
  let at = 0;
  let highest = 0;
  for (let frame = 1; frame <= numberOfFrames; frame++) {
    const { format, bytes } = await decodedFrame(image, frame);
    value.set(bytes, at);
    at += bytes.length;
    for (const cell of cellsOf({ format, bytes })) if (cell > highest) highest = cell;
  }
  return { value, highest };
}

async function toJpeg2000(image: DescribedImage): Promise<readonly EncodedElement[]> {
  const { description } = image;
  const fragments: Uint8Array[] = [];
  let { photometricInterpretation } = description.decoded;
  let highest = 0;
  for (let frame = 1; frame <= description.numberOfFrames; frame++) {
    const decoded = await decodedFrame(image, frame);
    const encoded = await encodeJpeg2000Lossless(decoded, codecPorts.modules);
    fragments.push(encoded.bytes);
    for (const cell of cellsOf(decoded)) if (cell > highest) highest = cell;
    photometricInterpretation = encoded.photometricInterpretation;
  }
  const format: PixelFormat = {
    ...withDeclaredBits(description.decoded, description.stored, highest),
    photometricInterpretation,
    planarConfiguration: 0,
  };
  return [
    ...changedAttributes(description.stored, format),
    { tag: Tag.PixelData, vr: 'OB', fragments: [offsetTable(fragments), ...fragments] },
  ];
}

/** PS3.5 §A.4: positions of the frames' items from the first one on; fragments are padded to even length. */
function offsetTable(fragments: readonly Uint8Array[]): Uint8Array {
  const table = new Uint8Array(fragments.length * 4);
  const view = new DataView(table.buffer);
  let offset = 0;
  fragments.forEach((fragment, i) => {
    view.setUint32(i * 4, offset, true);
    offset += 8 + fragment.length + (fragment.length % 2);
  });
  return table;
}

/** Only what the new encoding makes untrue is replaced (PS3.3 C.7.6.3). */
function changedAttributes(before: PixelFormat, after: PixelFormat): readonly EncodedElement[] {
  const numbers = [
    [Tag.SamplesPerPixel, 'samplesPerPixel'],
    [Tag.Rows, 'rows'],
    [Tag.Columns, 'columns'],
    [Tag.BitsAllocated, 'bitsAllocated'],
    [Tag.BitsStored, 'bitsStored'],
    [Tag.HighBit, 'highBit'],
    [Tag.PlanarConfiguration, 'planarConfiguration'],
  ] as const;
  const changed = numbers
    .filter(([, name]) => before[name] !== after[name])
    .map(([tag, name]) => encodedUnsignedShort(tag, after[name]));
  const { photometricInterpretation } = after;
  return before.photometricInterpretation === photometricInterpretation
    ? changed
    : [...changed, encodedText(Tag.PhotometricInterpretation, 'CS', photometricInterpretation)];
}
