// Finds studies, series and instances and says of each what the query asks for (contract 4.6 to 4.8).
import type { DicomJson, DicomJsonElement } from '../../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import type { Query, QueryLevel } from '../../../app/dicomweb/query.ts';
import type { PartitionKey } from '../../../app/model/identifiers.ts';
import { listingTags, seriesTags, studyTags } from '../listing-tags.ts';
import { prepare } from './database.ts';
import type { ReadableDatabase } from './database.ts';
import { levels } from './query-levels.ts';
import { compileQuery } from './query-sql.ts';
import { cached } from './scope.ts';
import { tagTables } from './tag-values.ts';

interface FoundRow {
  readonly study_instance_uid: string;
  readonly study_attributes: string;
  readonly series_instance_uid?: string;
  readonly series_attributes?: string;
  readonly sop_instance_uid?: string;
  readonly sop_class_uid?: string;
  readonly instance_count?: number;
  readonly modalities?: string | null;
  readonly document: string | null;
  /** What extended query tags found, by path, as JSON texts. */
  readonly found_elements: string | null;
}

const modalitiesSql = `(
  SELECT json_group_array(modality) FROM (
    SELECT DISTINCT m.attributes ->> '$."${Tag.Modality}".Value[0]' AS modality
    FROM series m WHERE m.study_key = s.study_key AND m.modality_key IS NOT NULL ORDER BY 1
  )
) AS modalities`;

const studyColumns = 's.study_instance_uid, s.attributes AS study_attributes';
const seriesColumns = `${studyColumns}, e.series_instance_uid, e.attributes AS series_attributes`;

/** What a page of keys is joined with; `newest` is the version whose metadata fill in. */
const shapes: Readonly<
  Record<QueryLevel, { readonly columns: string; readonly from: string; readonly newest: string }>
> = {
  study: {
    columns: `${studyColumns}, s.instance_count`,
    from: 'page JOIN studies s ON s.study_key = page.key',
    newest: '(SELECT max(watermark) FROM instances WHERE study_key = page.key)',
  },
  series: {
    columns: `${seriesColumns}, e.instance_count`,
    from: `page JOIN series e ON e.series_key = page.key
      JOIN studies s ON s.study_key = e.study_key`,
    newest: '(SELECT max(watermark) FROM instances WHERE series_key = page.key)',
  },
  instance: {
    columns: `${seriesColumns}, i.sop_instance_uid, i.sop_class_uid`,
    from: `page JOIN instances i ON i.watermark = page.key
      JOIN series e ON e.series_key = i.series_key
      JOIN studies s ON s.study_key = i.study_key`,
    newest: 'page.key',
  },
};

const servedByIndex: Readonly<Record<QueryLevel, readonly string[]>> = {
  study: [Tag.StudyInstanceUID, ...studyTags],
  series: [Tag.StudyInstanceUID, Tag.SeriesInstanceUID, ...studyTags, ...seriesTags],
  instance: [
    Tag.StudyInstanceUID,
    Tag.SeriesInstanceUID,
    Tag.SOPInstanceUID,
    Tag.SOPClassUID,
    ...studyTags,
    ...seriesTags,
  ],
};

/** Attributes that come into being when asked for, on their own level. */
const computed: ReadonlySet<string> = new Set([
  Tag.ModalitiesInStudy,
  Tag.NumberOfStudyRelatedInstances,
  Tag.NumberOfSeriesRelatedInstances,
]);

const countTags: Readonly<Record<QueryLevel, string | undefined>> = {
  study: Tag.NumberOfStudyRelatedInstances,
  series: Tag.NumberOfSeriesRelatedInstances,
  instance: undefined,
};

type DocumentNeed = 'none' | 'listing' | 'metadata';

/** Most searches are answered from the index alone; few need more than what lists show. */
function documentNeed({ level, returnTags }: Query): DocumentNeed {
  const others = returnTags.filter(
    (tag) => !servedByIndex[level].includes(tag) && !computed.has(tag),
  );
  if (others.length === 0) return 'none';
  return others.every((tag) => listingTags.includes(tag)) ? 'listing' : 'metadata';
}

const documentColumns: Readonly<Record<DocumentNeed, string>> = {
  none: 'NULL',
  listing: 'coalesce(d.listing, d.metadata)',
  metadata: 'd.metadata',
};

/** Below the study only when they were searched for: what was searched is shown. */
function showsModalities({ level, conditions, returnTags }: Query): boolean {
  const isSearched = conditions.some(({ tag }) => tag === Tag.ModalitiesInStudy);
  return isSearched || (level === 'study' && returnTags.includes(Tag.ModalitiesInStudy));
}

/** What a study, a series or an instance was found by, where its newest metadata copy may not have it. */
function foundElementsSql({ level, conditions }: Query): {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
} {
  const tags = conditions.flatMap(({ tag, extended }) => (extended ? [{ tag, ...extended }] : []));
  if (tags.length === 0) return { sql: 'NULL', parameters: [] };
  const elements = tags.map((tag) => {
    const { values, owner } = tagTables[tag.level];
    return `?, (SELECT v.element FROM ${values} v
      WHERE v.${owner} = ${levels[level].owners[tag.level] ?? 'NULL'} AND v.tag_key = ?)`;
  });
  return {
    sql: `json_object(${elements.join(', ')})`,
    parameters: tags.flatMap(({ tag, tagKey }) => [tag, tagKey]),
  };
}

export interface SearchStatement {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

/** The page of keys is found first, so that documents are read for what is returned and nothing else. */
export function searchStatement(partitionKey: PartitionKey, query: Query): SearchStatement {
  const page = compileQuery(partitionKey, query);
  const { columns, from, newest } = shapes[query.level];
  const need = documentNeed(query);
  // Collecting modalities costs a look at every series, so only when they are wanted.
  const isCollected = showsModalities(query);
  const modalities = isCollected ? `, ${modalitiesSql}` : '';
  const documents =
    need === 'none' ? '' : `LEFT JOIN instance_documents d ON d.watermark = ${newest}`;
  const found = foundElementsSql(query);
  const sql = `
    WITH page AS MATERIALIZED (${page.sql})
    SELECT ${columns}${modalities}, ${documentColumns[need]} AS document,
      ${found.sql} AS found_elements
    FROM ${from} ${documents}
    ORDER BY page.key DESC`;
  return { sql, parameters: [...page.parameters, ...found.parameters] };
}

function ownElements(row: FoundRow, level: QueryLevel): DicomJson {
  const uids = [
    [Tag.StudyInstanceUID, row.study_instance_uid],
    [Tag.SeriesInstanceUID, row.series_instance_uid],
    [Tag.SOPInstanceUID, row.sop_instance_uid],
    [Tag.SOPClassUID, row.sop_class_uid],
  ] as const;
  const own: Record<string, DicomJsonElement> = {};
  for (const [tag, uid] of uids) {
    if (uid !== undefined) own[tag] = { vr: 'UI', Value: [uid] };
  }
  const countTag = countTags[level];
  if (countTag !== undefined && row.instance_count !== undefined) {
    own[countTag] = { vr: 'IS', Value: [row.instance_count] };
  }
  if (typeof row.modalities === 'string') {
    // Made by the statement above: an array of texts.
    own[Tag.ModalitiesInStudy] = { vr: 'CS', Value: JSON.parse(row.modalities) as string[] };
  }
  return own;
}

/** The index's own JSON, or a metadata copy: both were written from a DicomJson. */
function parseJson(text: string | null | undefined): DicomJson {
  return typeof text === 'string' ? (JSON.parse(text) as DicomJson) : {};
}

function foundElements({ found_elements }: FoundRow): DicomJson {
  if (found_elements === null) return {};
  // An object of texts, made by the statement above.
  const texts = JSON.parse(found_elements) as Readonly<Record<string, string | null>>;
  return Object.fromEntries(
    Object.entries(texts).flatMap(([tag, text]) =>
      text === null ? [] : [[tag, JSON.parse(text) as DicomJsonElement]],
    ),
  );
}

function isShown(element: DicomJsonElement | undefined): element is DicomJsonElement {
  return element?.Value !== undefined && element.Value.length > 0;
}

function toResult(row: FoundRow, query: Query): DicomJson {
  const own = ownElements(row, query.level);
  const document = parseJson(row.document);
  const indexed = {
    ...foundElements(row),
    ...parseJson(row.series_attributes),
    ...parseJson(row.study_attributes),
  };
  // An instance speaks for itself; the index knows what it leaves unsaid.
  const known = (tag: string) => {
    const spoken = document[tag];
    return own[tag] ?? (isShown(spoken) ? spoken : indexed[tag]);
  };
  return Object.fromEntries(
    [...query.returnTags].sort().flatMap((tag) => {
      // A computed attribute is never taken from what a file says of itself.
      const element = computed.has(tag) ? own[tag] : known(tag);
      return isShown(element) ? [[tag, element]] : [];
    }),
  );
}

export function searcher(
  database: ReadableDatabase,
): (partitionKey: PartitionKey, query: Query) => readonly DicomJson[] {
  const statements = cached((sql) => prepare<(string | number)[], FoundRow>(database, sql));
  return (partitionKey, query) => {
    const { sql, parameters } = searchStatement(partitionKey, query);
    return statements(sql)
      .all(...parameters)
      .map((row) => toResult(row, query));
  };
}
