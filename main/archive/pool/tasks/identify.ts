// Reads only the header of a file that may be an instance: whose is it, and of which study?
import type { ByteSource } from '../../../../app/dicom/dataset.ts';
import { Tag } from '../../../../app/dicom/tag.ts';
import type { Candidate } from '../../../../app/intake/selection.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import { isMediaDirectory, looksLikeDicom } from '../../intake/classify.ts';
import { openedPart10 } from '../open-part10.ts';
import type { IdentifyReply, InspectRequest } from '../tasks.ts';
import { candidateOf } from './header-facts.ts';
import { inspected } from './inspect.ts';

const headBytes = 64 * 1024;
/** What lacks one of these is refused whoever it is about: a damaged DICOMDIR for instance. */
const identifying = [
  Tag.SOPClassUID,
  Tag.SOPInstanceUID,
  Tag.StudyInstanceUID,
  Tag.SeriesInstanceUID,
];

export function identify(requests: readonly InspectRequest[]): readonly IdentifyReply[] {
  return requests.map((request) => {
    const found = inspected(request, candidateIn);
    return found !== 'noInstance' && 'kind' in found ? 'unread' : found;
  });
}

function candidateIn(source: ByteSource): Candidate | 'noInstance' {
  const head = source.read(0, headBytes);
  if (isMediaDirectory(head) || !looksLikeDicom(head)) return 'noInstance';
  try {
    const { dataset } = openedPart10(source).file;
    const isWhole = identifying.every((tag) => dataset.string(tag) !== undefined);
    return isWhole ? candidateOf(dataset) : 'noInstance';
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.code !== 'InvalidInstance') throw error;
    return 'noInstance';
  }
}
