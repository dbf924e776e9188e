// What extended query tags find in metadata copies; the index judges and keeps it.
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { elementsOfTags } from '../../../app/dicomweb/tag-values.ts';
import type { TagElements } from '../../../app/dicomweb/tag-values.ts';
import type { QueryTag } from '../../../app/model/query-tags.ts';
import type { Insertion } from '../index/insert.ts';

/** `metadata` was written by the ingest task from a DicomJson. */
export function tagElementsOf(metadata: string, tags: readonly QueryTag[]): TagElements {
  return tags.length === 0 ? {} : elementsOfTags(tags, JSON.parse(metadata) as DicomJson);
}

/** The insertions with what the tags found. No tag may come between this and the insertion, which would miss it. */
export function withTagElements(
  insertions: readonly Insertion[],
  tags: readonly QueryTag[],
): readonly Insertion[] {
  const indexed = tags.filter(({ status }) => status !== 'deleting');
  if (indexed.length === 0) return insertions;
  return insertions.map((insertion) => ({
    ...insertion,
    tagElements: tagElementsOf(insertion.attributes.metadata, indexed),
  }));
}
