import type { Part10 } from '../../../../app/dicom/part10/part10.ts';
import { describeImage } from '../../../../app/pixel/describe-image.ts';
import { decodeFrame } from '../../../../app/pixel/decoders/decode-frame.ts';
import { readFrameBytes, readFrameTable } from '../../../../app/pixel/frames.ts';
import type { DecodedFrame, FrameTable, ImageDescription } from '../../../../app/pixel/image.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import { codecPorts } from '../codec-ports.ts';

/** A file with an image in it, ready to give its frames. */
export interface DescribedImage {
  readonly file: Part10;
  readonly description: ImageDescription;
  readonly table: FrameTable;
}

/** Throws FrameNotFound when there is no image. */
export function describedImage(file: Part10): DescribedImage {
  const description = describeImage(file);
  if (description === undefined) throw new ArchiveError('FrameNotFound');
  return { file, description, table: readFrameTable(file, description) };
}

/** `frame` is 1-based. Throws FrameNotFound, NotTranscodable. */
export async function decodedFrame(
  { file, description, table }: DescribedImage,
  frame: number,
  options: { readonly isTruncationTolerated?: boolean } = {},
): Promise<DecodedFrame> {
  const bytes = readFrameBytes(file.source, table, frame - 1);
  return decodeFrame(description, { ...options, bytes, frameIndex: frame - 1 }, codecPorts);
}
