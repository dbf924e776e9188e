// Looks at a file of a mounted medium, or at a stored one, without copying it: what an import would make of it.
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { memorySource } from '../../../../app/dicom/dataset.ts';
import type { ByteSource } from '../../../../app/dicom/dataset.ts';
import type { Part10 } from '../../../../app/dicom/part10/part10.ts';
import { Tag } from '../../../../app/dicom/tag.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import { codeOf } from '../../blobs/file-failure.ts';
import { isMediaDirectory, looksLikeDicom } from '../../intake/classify.ts';
import { openFileSource } from '../file-source.ts';
import { openedPart10 } from '../open-part10.ts';
import type { InspectReply, InspectRequest } from '../tasks.ts';
import { factsOf } from './header-facts.ts';
import { judgeFile } from './ingest.ts';

/** Never through a link, never waiting for the other end of a pipe. Windows lacks the last two; nothing is added. */
const sourceFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const headBytes = 64 * 1024;
const chunkBytes = 1024 * 1024;

/** One task at a time runs in a thread, and of what it looks at nothing outlives the file. */
const headBuffer = Buffer.allocUnsafeSlow(headBytes);

export function inspect(request: InspectRequest): InspectReply {
  return inspected(request, look);
}

type Unreadable = Extract<InspectReply, { kind: 'unreadable' }>;

/** What `work` finds in the file; the medium's failures are values. */
export function inspected<T>(
  request: InspectRequest,
  work: (source: ByteSource) => T,
): T | Unreadable {
  if ('content' in request) return work(memorySource(request.content));
  try {
    const options = { flags: sourceFlags, head: headBuffer };
    const { source, close } = openFileSource(Buffer.from(request.source), options);
    try {
      if (source.length !== request.bytes) return { kind: 'unreadable', reason: 'changed' };
      return work(source);
    } finally {
      close();
    }
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.code !== 'StorageFailure') throw error;
    return { kind: 'unreadable', reason: codeOf(error.cause) ?? 'UNKNOWN' };
  }
}

function look(source: ByteSource): InspectReply {
  const head = source.read(0, headBytes);
  if (isMediaDirectory(head) || !looksLikeDicom(head)) {
    return { kind: 'other', head: Uint8Array.from(head) };
  }
  const sha256 = digestOf(source, { offset: 0, length: source.length }).digest('hex');
  try {
    const { file } = openedPart10(source);
    const ingest = judgeFile(file, { validation: 'lenient' });
    if (ingest.kind === 'refused') {
      const { problem, attributeFailures } = ingest;
      return { kind: 'refused', sha256, problem, attributeFailures };
    }
    const { studyInstanceUID, seriesInstanceUID, sopInstanceUID, sopClassUID } = ingest.attributes;
    const pixels = pixelHash(file);
    return {
      kind: 'instance',
      sha256,
      instance: { studyInstanceUID, seriesInstanceUID, sopInstanceUID },
      sopClassUID,
      facts: factsOf(file.dataset),
      ...(pixels !== undefined && { pixels }),
    };
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.code !== 'InvalidInstance') throw error;
    return { kind: 'refused', sha256, problem: error.code, attributeFailures: [] };
  }
}

function digestOf(source: ByteSource, { offset, length }: { offset: number; length: number }) {
  const digest = createHash('sha256');
  for (let done = 0; done < length;) {
    const bytes = source.read(offset + done, Math.min(chunkBytes, length - done));
    if (bytes.length === 0) break;
    digest.update(bytes);
    done += bytes.length;
  }
  return digest;
}

const pixelTags = [Tag.PixelData, Tag.FloatPixelData, Tag.DoubleFloatPixelData];
/** Without these the same bytes would be another image. */
const shapeTags = [
  Tag.SamplesPerPixel,
  Tag.NumberOfFrames,
  Tag.Rows,
  Tag.Columns,
  Tag.BitsAllocated,
];

/** Of the pixel data as they are encoded, and their shape; undefined when there are none. */
function pixelHash({ dataset, source, transferSyntaxUID }: Part10): string | undefined {
  const element = pixelTags.map((tag) => dataset.element(tag)).find((found) => found !== undefined);
  if (element === undefined) return undefined;
  // Implicit and Explicit VR have the same native pixels.
  const coding = element.fragments === undefined ? 'native' : transferSyntaxUID;
  const shape = shapeTags.map((tag) => dataset.number(tag) ?? 0);
  const colors = dataset.string(Tag.PhotometricInterpretation) ?? '';
  return digestOf(source, element)
    .update(JSON.stringify([shape, colors, coding]))
    .digest('hex');
}
