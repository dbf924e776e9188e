import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DicomJson } from '../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../app/dicom/tag.ts';
import type { Condition, Match, Query, QueryLevel } from '../../app/dicomweb/query.ts';
import type { PartitionKey } from '../../app/model/identifiers.ts';
import { openIndex } from '../../main/archive/index/open-index.ts';
import type { OpenedIndex } from '../../main/archive/index/open-index.ts';
import { partitionName, temporaryFolder } from './temporary-archive.ts';

export interface TemporaryIndex extends OpenedIndex {
  readonly path: string;
}

/** A real index in a folder of its own. */
export async function temporaryIndex(): Promise<TemporaryIndex> {
  const path = join(await temporaryFolder(), 'index.sqlite');
  const index = openIndex(path, 0);
  onTestFinished(() => {
    index.close();
  });
  return { ...index, path };
}

export function keyOf(index: OpenedIndex, name = 'clinic-A'): PartitionKey {
  const partition = index.reader.partitions.find(partitionName(name));
  if (partition === undefined) throw new Error(`No such partition: ${name}`);
  return partition.partitionKey;
}

const uidTags: Readonly<Record<QueryLevel, string>> = {
  study: Tag.StudyInstanceUID,
  series: Tag.SeriesInstanceUID,
  instance: Tag.SOPInstanceUID,
};

export function query(level: QueryLevel, changes: Partial<Query> = {}): Query {
  return {
    level,
    conditions: [],
    returnTags: [uidTags[level]],
    limit: 100,
    offset: 0,
    ...changes,
  };
}

export function condition(tag: string, match: Match | string): Condition {
  return { tag, match: typeof match === 'string' ? { kind: 'exact', value: match } : match };
}

/** UIDs of what was found, in the order found. */
export function uidsOf(found: readonly DicomJson[], level: QueryLevel): readonly unknown[] {
  return found.map((one) => one[uidTags[level]]?.Value?.[0]);
}
