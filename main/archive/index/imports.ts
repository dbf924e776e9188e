import type { PartitionKey } from '../../../app/model/identifiers.ts';
import type { ImportEnd } from '../jobs/ports.ts';
import { prepare } from './database.ts';
import type { WritableDatabase } from './database.ts';

type Values = [PartitionKey, number, number, number, number, number, number, number, number];

const sql = `
INSERT INTO imports (
  partition_key, ended_at_ms, scanned, stored, already_here, conflict, refused, not_dicom, unreadable
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Remembers that an import ended; the latest is shown with its partition. */
export function importRecorder(database: WritableDatabase): (end: ImportEnd) => void {
  const insert = prepare<Values>(database, sql);
  return ({ partitionKey, at, counts }) => {
    const { scanned, stored, alreadyHere, conflict, refused, notDicom, unreadable } = counts;
    const numbers = [stored, alreadyHere, conflict, refused, notDicom, unreadable] as const;
    insert.run(partitionKey, Date.parse(at), scanned, ...numbers);
  };
}
