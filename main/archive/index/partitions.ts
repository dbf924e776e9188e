import type { PartitionKey, PartitionName } from '../../../app/model/identifiers.ts';
import { defaultPartition } from '../../../app/model/partition.ts';
import type { Partition } from '../../../app/model/partition.ts';
import type { PartitionSummary } from '../../../app/model/resources.ts';
import { prepare } from './database.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';

interface PartitionRow {
  readonly partition_key: PartitionKey;
  readonly partition_name: PartitionName;
  readonly created_at_ms: number;
}

interface SummaryRow extends PartitionRow {
  readonly patients: number;
  readonly studies: number;
  readonly series: number;
  readonly instances: number;
  readonly bytes: number;
  readonly last_import_at_ms: number | null;
}

function toPartition(row: PartitionRow): Partition {
  return {
    partitionKey: row.partition_key,
    partitionName: row.partition_name,
    createdDate: new Date(row.created_at_ms).toISOString(),
  };
}

function toSummary(row: SummaryRow): PartitionSummary {
  const { patients, studies, series, instances, bytes, last_import_at_ms } = row;
  return {
    ...toPartition(row),
    ...{ patients, studies, series, instances, bytes },
    ...(last_import_at_ms !== null && { lastImportAt: new Date(last_import_at_ms).toISOString() }),
  };
}

const summarySql = `
SELECT p.*,
  count(DISTINCT s.patient_key) AS patients,
  count(s.study_key) AS studies,
  (SELECT count(*) FROM series e WHERE e.partition_key = p.partition_key) AS series,
  coalesce(sum(s.instance_count), 0) AS instances,
  coalesce(sum(s.bytes), 0) AS bytes,
  (SELECT max(ended_at_ms) FROM imports m WHERE m.partition_key = p.partition_key)
    AS last_import_at_ms
FROM partitions p LEFT JOIN studies s ON s.partition_key = p.partition_key
GROUP BY p.partition_key ORDER BY p.partition_key`;

export interface PartitionReader {
  /** By key. */
  list(): readonly Partition[];
  /** Case does not count. */
  find(name: PartitionName): Partition | undefined;
  summaries(): readonly PartitionSummary[];
  /** When the default partition came into being, in milliseconds since the epoch. */
  createdAtMs(): number;
}

export function partitionReader(database: ReadableDatabase): PartitionReader {
  const list = prepare<[], PartitionRow>(
    database,
    'SELECT * FROM partitions ORDER BY partition_key',
  );
  const find = prepare<[PartitionName], PartitionRow>(
    database,
    'SELECT * FROM partitions WHERE partition_name = ?',
  );
  const summaries = prepare<[], SummaryRow>(database, summarySql);
  // A partition stays as it was made, and every request asks for one.
  const found = new Map<string, Partition>();
  return {
    list: () => list.all().map(toPartition),
    find(name) {
      const key = name.toLowerCase();
      const known = found.get(key);
      if (known !== undefined) return known;
      const row = find.get(name);
      if (row === undefined) return undefined;
      const partition = toPartition(row);
      found.set(key, partition);
      return partition;
    },
    summaries: () => summaries.all().map(toSummary),
    createdAtMs: () => find.get(defaultPartition.partitionName)?.created_at_ms ?? 0,
  };
}

/** The key of the partition of this name, which is made when there is none; first spelling wins. */
export function partitionEnsurer(
  database: WritableDatabase,
): (name: PartitionName, atMs: number) => PartitionKey {
  const find = prepare<[PartitionName], { readonly partition_key: PartitionKey }>(
    database,
    'SELECT partition_key FROM partitions WHERE partition_name = ?',
  );
  const insert = prepare<[PartitionName, number]>(
    database,
    'INSERT INTO partitions (partition_name, created_at_ms) VALUES (?, ?)',
  );
  return (name, atMs) =>
    find.get(name)?.partition_key ??
    (Number(insert.run(name, atMs).lastInsertRowid) as PartitionKey);
}

/** Contract 1.1: key 1 exists from the first start on, whether partitions are on or off. */
export function ensureDefaultPartition(database: WritableDatabase, atMs: number): void {
  const { partitionKey, partitionName } = defaultPartition;
  prepare<[PartitionKey, PartitionName, number]>(
    database,
    'INSERT INTO partitions VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  ).run(partitionKey, partitionName, atMs);
}
