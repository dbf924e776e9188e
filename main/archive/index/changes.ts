// The change feed (contract chapter 11). States are computed when read, from what is current then.
import type { Change, ChangeAction, ChangeState } from '../../../app/model/changes.ts';
import type {
  PartitionName,
  SeriesInstanceUID,
  SOPInstanceUID,
  StudyInstanceUID,
} from '../../../app/model/identifiers.ts';
import type { Archive } from '../archive.ts';
import { prepare } from './database.ts';
import type { ReadableDatabase } from './database.ts';

interface ChangeRow {
  readonly sequence: number;
  readonly partition_name: PartitionName;
  readonly study_instance_uid: StudyInstanceUID;
  readonly series_instance_uid: SeriesInstanceUID;
  readonly sop_instance_uid: SOPInstanceUID;
  readonly action: ChangeAction;
  readonly at_ms: number;
  readonly current: number | null;
  readonly metadata: string | null;
}

/** Contract 11.4: none current = Deleted, this one = Current, another = Replaced. */
function stateOf({ sequence, current }: ChangeRow): ChangeState {
  if (current === null) return 'Deleted';
  return current === sequence ? 'Current' : 'Replaced';
}

function toChange(row: ChangeRow): Change {
  return {
    sequence: row.sequence,
    partitionName: row.partition_name,
    studyInstanceUID: row.study_instance_uid,
    seriesInstanceUID: row.series_instance_uid,
    sopInstanceUID: row.sop_instance_uid,
    action: row.action,
    state: stateOf(row),
    atMs: row.at_ms,
    ...(row.metadata !== null && { metadata: row.metadata }),
  };
}

const selectSql = `
SELECT c.*, p.partition_name, i.watermark AS current,
  CASE WHEN ? THEN (SELECT d.metadata FROM instance_documents d WHERE d.watermark = i.watermark) END
    AS metadata
FROM changes c
JOIN partitions p USING (partition_key)
LEFT JOIN instances i ON i.partition_key = c.partition_key
  AND i.study_instance_uid = c.study_instance_uid
  AND i.series_instance_uid = c.series_instance_uid
  AND i.sop_instance_uid = c.sop_instance_uid`;

export type ChangeReader = Archive['changes'];

/** Sequences ascend with time because one writer assigns both; the order by time names both all the same. */
export function changeReader(database: ReadableDatabase): ChangeReader {
  const flag = (hasMetadata: boolean): number => (hasMetadata ? 1 : 0);
  const window = prepare<[number, number, number, number, number], ChangeRow>(
    database,
    `${selectSql} WHERE c.at_ms >= ? AND c.at_ms < ?
     ORDER BY c.at_ms, c.sequence LIMIT ? OFFSET ?`,
  );
  const range = prepare<[number, number, number], ChangeRow>(
    database,
    `${selectSql} WHERE c.sequence > ? AND c.sequence <= ? ORDER BY c.sequence`,
  );
  const latest = {
    time: prepare<[number], ChangeRow>(
      database,
      `${selectSql} ORDER BY c.at_ms DESC, c.sequence DESC LIMIT 1`,
    ),
    sequence: prepare<[number], ChangeRow>(
      database,
      `${selectSql} ORDER BY c.sequence DESC LIMIT 1`,
    ),
  };
  return {
    window({ fromMs = Number.MIN_SAFE_INTEGER, beforeMs, offset, limit, hasMetadata }) {
      const before = beforeMs ?? Number.MAX_SAFE_INTEGER;
      return window.all(flag(hasMetadata), fromMs, before, limit, offset).map(toChange);
    },
    range({ after, last, hasMetadata }) {
      return range.all(flag(hasMetadata), after, last).map(toChange);
    },
    latest(by, hasMetadata) {
      const row = latest[by].get(flag(hasMetadata));
      return row === undefined ? undefined : toChange(row);
    },
  };
}
