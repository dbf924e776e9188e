// Tasks on the pixels of one stored file. Each reads the file anew: its header is small, its frames may not be.
import { deflateSync } from 'node:zlib';
import { TransferSyntax, transferSyntaxEntry } from '../../../../app/dicom/transfer-syntax.ts';
import { encodeJpeg } from '../../../../app/pixel/encoders/jpeg.ts';
import { encodeJpeg2000Lossless } from '../../../../app/pixel/encoders/jpeg2000.ts';
import { encodePng } from '../../../../app/pixel/encoders/png.ts';
import { readFrameBytes } from '../../../../app/pixel/frames.ts';
import type { DisplayImage } from '../../../../app/pixel/image.ts';
import { frameBits } from '../../../../app/pixel/pixel-format.ts';
import { renderFrame } from '../../../../app/pixel/render.ts';
import { fitWithin } from '../../../../app/pixel/resample.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import { codecPorts } from '../codec-ports.ts';
import { withPart10 } from '../open-part10.ts';
import type { DecodeReply, DecodeRequest, RenderTask, Tasks } from '../tasks.ts';
import { decodedFrame, describedImage, type DescribedImage } from './described-image.ts';

type Reply<T extends keyof Tasks> = Promise<Tasks[T]['reply']>;

/** Throws FrameNotFound when the file has no image. */
export async function describe({ path }: Tasks['describe']['request']): Reply<'describe'> {
  return withPart10(path, (file) => describedImage(file).description);
}

/** Ranges count in the file itself, or in the inflated data set when it is deflated. */
export async function frames({ path }: Tasks['frames']['request']): Reply<'frames'> {
  return withPart10(path, (file) => describedImage(file).table);
}

/** Throws FrameNotFound or NotTranscodable; one frame that cannot be had fails all. */
export async function decode(request: DecodeRequest): Promise<DecodeReply> {
  const { path, frames: wanted, transferSyntaxUID } = request;
  const produce = producers[transferSyntaxUID];
  if (produce === undefined) throw new ArchiveError('NotTranscodable');
  return withPart10(path, async (file) => {
    const image = describedImage(file);
    const replies: Uint8Array[] = [];
    for (const frame of wanted) replies.push(await produce(image, frame));
    return {
      transferSyntaxUID: transferSyntaxUID === '*' ? storedSyntax(image) : transferSyntaxUID,
      frames: replies,
    };
  });
}

type Produce = (image: DescribedImage, frame: number) => Promise<Uint8Array>;

const producers: Partial<Record<string, Produce>> = {
  '*': storedFrame,
  [TransferSyntax.ExplicitVRLittleEndian]: async (image, frame) =>
    (await decodedFrame(image, frame)).bytes,
  [TransferSyntax.JPEG2000Lossless]: async (image, frame) => {
    const decoded = await decodedFrame(image, frame);
    return (await encodeJpeg2000Lossless(decoded, codecPorts.modules)).bytes;
  },
};

/** As encoded in the data set; a frame that does not begin on a byte is moved to one. */
async function storedFrame(image: DescribedImage, frame: number): Promise<Uint8Array> {
  const isNative = transferSyntaxEntry(image.file.transferSyntaxUID)?.isEncapsulated === false;
  const isUnaligned = isNative && frameBits(image.description.stored) % 8 !== 0;
  return isUnaligned
    ? (await decodedFrame(image, frame)).bytes
    : readFrameBytes(image.file.source, image.table, frame - 1);
}

/** The frames of a deflated data set are those of the data set inside. */
function storedSyntax({ file }: DescribedImage): string {
  return transferSyntaxEntry(file.transferSyntaxUID)?.isDeflated === true
    ? TransferSyntax.ExplicitVRLittleEndian
    : file.transferSyntaxUID;
}

/** Throws FrameNotFound or NotRenderable. */
export async function render(request: RenderTask): Promise<Uint8Array> {
  const { path, frame, maxSide } = request;
  return withPart10(path, async (file) => {
    try {
      const image = describedImage(file);
      const decoded = await decodedFrame(image, frame, { isTruncationTolerated: true });
      const full = renderFrame(image.description, decoded, { frameIndex: frame - 1 });
      const shown =
        maxSide === undefined ? full : fitWithin(full, maxSide, image.description.pixelAspectRatio);
      return await encoded(shown, request);
    } catch (cause) {
      if (cause instanceof ArchiveError && cause.code === 'FrameNotFound') throw cause;
      throw new ArchiveError('NotRenderable', { cause });
    }
  });
}

async function encoded(
  image: DisplayImage,
  { mediaType, quality }: Pick<RenderTask, 'mediaType' | 'quality'>,
): Promise<Uint8Array> {
  return mediaType === 'image/png'
    ? encodePng(image, (bytes) => deflateSync(bytes))
    : encodeJpeg(image, quality, codecPorts.modules);
}
