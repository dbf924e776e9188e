// Everything a client can learn from an archive, as one value that two archives can be compared by.
import { Tag } from '../../app/dicom/tag.ts';
import type { Archive } from '../../main/archive/archive.ts';
import { query } from './temporary-index.ts';

const levels = ['study', 'series', 'instance'] as const;
const uidTags = {
  study: Tag.StudyInstanceUID,
  series: Tag.SeriesInstanceUID,
  instance: Tag.SOPInstanceUID,
};
const shown = [Tag.PatientName, Tag.PatientID, Tag.StudyDate, Tag.Modality, Tag.NumberOfFrames];

export function dumpArchive(archive: Archive): unknown {
  const changes = archive.changes.range({ after: 0, last: 1_000_000, hasMetadata: true });
  const partitions = archive.partitions.list().map((partition) => {
    const { partitionKey } = partition;
    const search = Object.fromEntries(
      levels.map((level) => {
        const returnTags = [...Object.values(uidTags), ...shown];
        return [level, archive.search(partitionKey, query(level, { returnTags, limit: 10_000 }))];
      }),
    );
    const studies = archive.search(partitionKey, query('study', { limit: 10_000 }));
    const metadata = studies.map((study) => {
      const studyInstanceUID = study[Tag.StudyInstanceUID]?.Value?.[0] as string;
      const { etag, documents } = archive.retrieve.metadata({ partitionKey, studyInstanceUID });
      return { etag, documents: [...documents] };
    });
    const everyWorkitem = { conditions: [], limit: 10_000, offset: 0 };
    const worklist = archive.worklist.search(partitionKey, everyWorkitem);
    return { partition, search, metadata, worklist };
  });
  return { partitions, summaries: archive.partitions.summaries(), changes };
}
