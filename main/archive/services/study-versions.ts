// What of a study was updated since it was stored, told by one of its instances.
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import { updatableAttributes } from '../../../app/dicomweb/bulk-update.ts';
import type { Watermark } from '../../../app/model/identifiers.ts';
import type { ChangedAttribute, StudyVersions } from '../../../app/model/versions.ts';
import type { ResourcePath } from '../archive.ts';
import type { IndexReader } from '../index/open-index.ts';
import { notFound } from './not-found.ts';

/** Throws StudyNotFound. */
export function studyVersions(path: ResourcePath, reader: IndexReader): StudyVersions {
  const version = reader.instances.version(path);
  if (version === undefined) throw notFound(path);
  const originals = reader.versions.originals(path);
  // The one updated last speaks.
  const [latest, original] = [...originals].sort(([a], [b]) => b - a)[0] ?? [];
  const counts = { instances: version.count, updated: originals.size };
  if (latest === undefined || original === undefined) return { ...counts, changed: [] };
  const now = documentOf(latest, reader);
  const [change] = reader.changes.range({ after: latest - 1, last: latest, hasMetadata: false });
  const reason = lastReason(now);
  return {
    ...counts,
    ...(change !== undefined && { updatedAt: new Date(change.atMs).toISOString() }),
    ...(reason !== undefined && { reason }),
    changed: differences(documentOf(original.watermark, reader), now),
  };
}

function documentOf(watermark: Watermark, reader: IndexReader): DicomJson {
  // A metadata copy: written from a DicomJson.
  return JSON.parse(reader.instances.metadata(watermark) ?? '{}') as DicomJson;
}

function lastReason(document: DicomJson): string | undefined {
  const items = (document[Tag.OriginalAttributesSequence]?.Value ?? []) as readonly DicomJson[];
  const reasons = items.map((item) => item[Tag.ReasonForTheAttributeModification]?.Value?.[0]);
  return reasons.filter((reason) => typeof reason === 'string').at(-1);
}

function differences(original: DicomJson, latest: DicomJson): readonly ChangedAttribute[] {
  return [...updatableAttributes].sort().flatMap((tag) => {
    const [was, is] = [original[tag], latest[tag]];
    if (JSON.stringify(was?.Value) === JSON.stringify(is?.Value)) return [];
    return [{ tag, ...(was && { original: was }), ...(is && { latest: is }) }];
  });
}
