// Workitems in the index: one data set each, its searchable values beside it.
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { printDicomJson } from '../../../app/dicom/print-dicom-json.ts';
import type { PartitionKey, PartitionName } from '../../../app/model/identifiers.ts';
import { knownTag } from '../../../app/worklist/requirements.ts';
import { searchValues } from '../../../app/worklist/search-paths.ts';
import { textOf } from '../../../app/worklist/workitem.ts';
import { prepare, withSqliteFailures } from './database.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { partitionEnsurer } from './partitions.ts';
import { personNameWords } from './search-keys.ts';
import { workitemKey } from './workitem-keys.ts';

export interface StoredWorkitem {
  readonly sopInstanceUID: string;
  /** 1 for a new one, counting its changes. */
  readonly revision: number;
  /** With the Transaction UID, which nobody may be shown. */
  readonly dataset: DicomJson;
}

export interface WorkitemChange extends StoredWorkitem {
  readonly partitionName: PartitionName;
}

/** `stale`: somebody else created or changed it first. */
export type WorkitemResult = 'written' | 'stale';

export interface WorkitemReader {
  find(partitionKey: PartitionKey, sopInstanceUID: string): StoredWorkitem | undefined;
  /** IN PROGRESS under a Transaction UID that begins with `root`. */
  claimedUnder(
    partitionKey: PartitionKey,
    root: string,
  ): readonly { readonly sopInstanceUID: string; readonly transactionUID: string }[];
}

interface Row {
  readonly sop_instance_uid: string;
  readonly revision: number;
  readonly dataset: string;
}

export function toWorkitem(row: Row): StoredWorkitem {
  return {
    sopInstanceUID: row.sop_instance_uid,
    revision: row.revision,
    // Written by the change below.
    dataset: JSON.parse(row.dataset) as DicomJson,
  };
}

export function workitemReader(database: ReadableDatabase): WorkitemReader {
  const find = prepare<[PartitionKey, string], Row>(
    database,
    `SELECT sop_instance_uid, revision, dataset FROM workitems
     WHERE partition_key = ? AND sop_instance_uid = ?`,
  );
  const inProgress = prepare<[PartitionKey, string, string], Row>(
    database,
    `SELECT w.sop_instance_uid, w.revision, w.dataset
     FROM workitem_values v JOIN workitems w ON w.workitem_key = v.workitem_key
     WHERE v.partition_key = ? AND v.path = ? AND v.value_key = ?`,
  );
  return {
    find(partitionKey, sopInstanceUID) {
      const row = find.get(partitionKey, sopInstanceUID);
      return row === undefined ? undefined : toWorkitem(row);
    },
    claimedUnder: (partitionKey, root) =>
      inProgress
        .all(partitionKey, knownTag('ProcedureStepState'), workitemKey('CS', 'IN PROGRESS'))
        .map(toWorkitem)
        .flatMap(({ sopInstanceUID, dataset }) => {
          const transactionUID = textOf(dataset, 'TransactionUID');
          return transactionUID?.startsWith(root) ? [{ sopInstanceUID, transactionUID }] : [];
        }),
  };
}

/**
 * Writes a workitem that follows on the one of the revision before; revision 1 creates it, and its partition with it
 * when there is none (contract P3).
 */
export function workitemWriter(
  database: WritableDatabase,
): (change: WorkitemChange, atMs: number) => WorkitemResult {
  const ensurePartition = partitionEnsurer(database);
  const insert = prepare<[PartitionKey, string, string], { readonly workitem_key: number }>(
    database,
    `INSERT INTO workitems (partition_key, sop_instance_uid, revision, dataset) VALUES (?, ?, 1, ?)
     ON CONFLICT DO NOTHING RETURNING workitem_key`,
  );
  const update = prepare<
    [number, string, PartitionKey, string, number],
    { readonly workitem_key: number }
  >(
    database,
    `UPDATE workitems SET revision = ?, dataset = ?
     WHERE partition_key = ? AND sop_instance_uid = ? AND revision = ? RETURNING workitem_key`,
  );
  const writeValues = valueWriter(database);
  const write = database.transaction((change: WorkitemChange, atMs: number): WorkitemResult => {
    const { partitionName, sopInstanceUID, revision, dataset } = change;
    const partitionKey = ensurePartition(partitionName, atMs);
    const text = printDicomJson(dataset);
    const row =
      revision === 1
        ? insert.get(partitionKey, sopInstanceUID, text)
        : update.get(revision, text, partitionKey, sopInstanceUID, revision - 1);
    if (row === undefined) return 'stale';
    writeValues(partitionKey, row.workitem_key, dataset);
    return 'written';
  });
  return (change, atMs) => withSqliteFailures(() => write.immediate(change, atMs));
}

function valueWriter(
  database: WritableDatabase,
): (partitionKey: PartitionKey, workitemKey: number, dataset: DicomJson) => void {
  const forget = ['workitem_values', 'workitem_words'].map((table) =>
    prepare<[number]>(database, `DELETE FROM ${table} WHERE workitem_key = ?`),
  );
  const addValue = prepare<[PartitionKey, string, string, number]>(
    database,
    'INSERT OR IGNORE INTO workitem_values VALUES (?, ?, ?, ?)',
  );
  const addWord = prepare<[PartitionKey, string, string, number, number]>(
    database,
    'INSERT OR IGNORE INTO workitem_words VALUES (?, ?, ?, ?, ?)',
  );
  return (partitionKey, key, dataset) => {
    for (const statement of forget) statement.run(key);
    for (const { path, vr, text } of searchValues(dataset)) {
      addValue.run(partitionKey, path, workitemKey(vr, text), key);
      if (vr !== 'PN') continue;
      personNameWords(text).forEach((word, position) => {
        addWord.run(partitionKey, path, word, key, position);
      });
    }
  };
}
