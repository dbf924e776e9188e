// Reads only the header of a file that may be an instance: whose is it, and of which study?
import type { ByteSource } from '../../../../app/dicom/dataset.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import { isMediaDirectory, looksLikeDicom } from '../../intake/classify.ts';
import { openedPart10 } from '../open-part10.ts';
import type { IdentifyReply, InspectRequest } from '../tasks.ts';
import { candidateOf } from './header-facts.ts';
import { inspected } from './inspect.ts';

const headBytes = 64 * 1024;

export function identify(request: InspectRequest): IdentifyReply {
  const found = inspected(request, candidateIn);
  return found !== undefined && 'kind' in found ? undefined : found;
}

function candidateIn(source: ByteSource): IdentifyReply {
  const head = source.read(0, headBytes);
  if (isMediaDirectory(head) || !looksLikeDicom(head)) return undefined;
  try {
    return candidateOf(openedPart10(source).file.dataset);
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.code !== 'InvalidInstance') throw error;
    return undefined;
  }
}
