import type { Part10 } from '../../../../app/dicom/part10/part10.ts';
import { TransferSyntax, transferSyntaxEntry } from '../../../../app/dicom/transfer-syntax.ts';
import { describeImage } from '../../../../app/pixel/describe-image.ts';
import { readFrameTable } from '../../../../app/pixel/frames.ts';
import { frameBits } from '../../../../app/pixel/pixel-format.ts';
import type { InstanceAttributes } from '../../instance-attributes.ts';

type ImageFacts = Pick<
  InstanceAttributes,
  'numberOfFrames' | 'frameTable' | 'areFramesExplicitLittleEndian'
>;

const littleEndianSyntaxes: ReadonlySet<string> = new Set([
  TransferSyntax.ExplicitVRLittleEndian,
  TransferSyntax.ImplicitVRLittleEndian,
]);

/** What frames there are and where. A file whose pixel data make no sense is stored all the same. */
export function imageFacts(file: Part10): ImageFacts {
  const description = describeImage(file);
  if (description === undefined) return { numberOfFrames: 0, areFramesExplicitLittleEndian: false };
  const { numberOfFrames, stored } = description;
  const entry = transferSyntaxEntry(file.transferSyntaxUID);
  const isNative = entry?.isEncapsulated === false;
  // Frames inside a deflated data set, or beginning within a byte, cannot be cut out of the file.
  if (entry?.isDeflated === true || (isNative && frameBits(stored) % 8 !== 0)) {
    return { numberOfFrames, areFramesExplicitLittleEndian: false };
  }
  const frameTable = readFrameTable(file, description);
  if (frameTable.frames.some((ranges) => ranges.length === 0)) {
    return { numberOfFrames, areFramesExplicitLittleEndian: false };
  }
  return {
    numberOfFrames,
    frameTable,
    areFramesExplicitLittleEndian: littleEndianSyntaxes.has(file.transferSyntaxUID),
  };
}
