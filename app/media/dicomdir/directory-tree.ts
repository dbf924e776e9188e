// The hierarchy of a DICOMDIR: followed by its offsets, and where they lead nowhere by the order of the file.
import type { DirectoryDamage } from '../../model/media-audit.ts';
import type { DirectoryRecord, DirectoryRecords } from './directory-records.ts';

/** Patient, study and series a record stands under, as the records above it say. */
type Place = Pick<
  DirectoryRecord,
  'patientID' | 'studyInstanceUID' | 'seriesInstanceUID' | 'modality' | 'seriesNumber'
>;

/** A record that names a file, with what the records above it say. */
export interface ListedFile
  extends Place, Pick<DirectoryRecord, 'fileID' | 'sopClassUID' | 'sopInstanceUID'> {
  readonly instanceNumber?: number;
  /** Not in use: whoever wrote it did not want it to be looked for. */
  readonly isInUse: boolean;
}

export interface MediaDirectory {
  readonly records: number;
  readonly damage: readonly DirectoryDamage[];
  readonly files: readonly ListedFile[];
}

const nowhere: Place = {};

/** Every level gives its keys to those below it; the same record types in another order are no reason to stop. */
const levels: Readonly<Record<string, (above: Place, record: DirectoryRecord) => Place>> = {
  PATIENT: (_above, { patientID }) => ({ ...(patientID !== undefined && { patientID }) }),
  STUDY: ({ patientID }, { studyInstanceUID }) => ({
    ...(patientID !== undefined && { patientID }),
    ...(studyInstanceUID !== undefined && { studyInstanceUID }),
  }),
  SERIES: ({ patientID, studyInstanceUID }, { seriesInstanceUID, modality, seriesNumber }) => ({
    ...(patientID !== undefined && { patientID }),
    ...(studyInstanceUID !== undefined && { studyInstanceUID }),
    ...(seriesInstanceUID !== undefined && { seriesInstanceUID }),
    ...(modality !== undefined && { modality }),
    ...(seriesNumber !== undefined && { seriesNumber }),
  }),
};

function below(above: Place, record: DirectoryRecord): Place {
  return levels[record.type]?.(above, record) ?? above;
}

interface Walk {
  /** For each record that was reached. */
  readonly places: ReadonlyMap<DirectoryRecord, Place>;
  readonly damage: ReadonlySet<DirectoryDamage>;
}

interface Step {
  readonly offset: number;
  readonly above: Place;
}

/** Each record is entered once, so that the walk ends whatever the offsets say. */
function follow({ records, first }: DirectoryRecords): Walk {
  const byOffset = new Map(records.map((record) => [record.offset, record]));
  const places = new Map<DirectoryRecord, Place>();
  const damage = new Set<DirectoryDamage>();
  const open: Step[] = [{ offset: first, above: nowhere }];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const { offset, above } = step;
    if (offset === 0) continue;
    const record = byOffset.get(offset);
    if (record === undefined) damage.add('wildOffset');
    else if (places.has(record)) damage.add('cyclic');
    else {
      const place = below(above, record);
      places.set(record, place);
      open.push({ offset: record.next, above }, { offset: record.lower, above: place });
    }
  }
  return { places, damage };
}

function listed(record: DirectoryRecord, place: Place): ListedFile {
  const { fileID, sopClassUID, sopInstanceUID, instanceNumber, isInUse } = record;
  return {
    ...{ ...place, fileID, isInUse },
    ...(sopClassUID !== undefined && { sopClassUID }),
    ...(sopInstanceUID !== undefined && { sopInstanceUID }),
    ...(instanceNumber !== undefined && { instanceNumber }),
  };
}

/** What a DICOMDIR lists, in the order of the file. */
export function mediaDirectory(read: DirectoryRecords): MediaDirectory {
  const { places, damage } = follow(read);
  const found = new Set<DirectoryDamage>(read.isTruncated ? ['truncated', ...damage] : damage);
  if (read.areTooMany) found.add('tooLarge');
  const files: ListedFile[] = [];
  let place = nowhere;
  for (const record of read.records) {
    const reached = places.get(record);
    if (reached === undefined && record.isInUse) found.add('unreachable');
    place = reached ?? below(place, record);
    if (record.fileID.length > 0) files.push(listed(record, place));
  }
  return { records: read.records.length, damage: [...found], files };
}
