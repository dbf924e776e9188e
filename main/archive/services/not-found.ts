import { ArchiveError } from '../../../app/problems.ts';
import type { ResourcePath } from '../archive.ts';

/** The level asked for decides what is missing (contract 3.4). */
export function notFound(path: ResourcePath): ArchiveError {
  if (path.sopInstanceUID !== undefined) return new ArchiveError('InstanceNotFound');
  if (path.seriesInstanceUID !== undefined) return new ArchiveError('SeriesNotFound');
  return new ArchiveError('StudyNotFound');
}
