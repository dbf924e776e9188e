// What extended query tags find in the metadata copies that are there already.
import type { DicomJson, DicomJsonElement } from '../../../app/dicom/dicom-json.types.ts';
import { elementsOfTags } from '../../../app/dicomweb/tag-values.ts';
import type { TagElements } from '../../../app/dicomweb/tag-values.ts';
import type { Watermark } from '../../../app/model/identifiers.ts';
import type { TagDefinition } from '../../../app/model/query-tags.ts';
import { prepare } from './database.ts';
import type { ReadableDatabase } from './database.ts';
import { cached } from './scope.ts';

export interface FoundElements {
  readonly watermark: Watermark;
  /** Empty when the tags found nothing. */
  readonly elements: TagElements;
}

/** Versions behind `after`, up to `last`. */
export interface DocumentRange {
  readonly after: number;
  readonly last: number;
  readonly limit: number;
}

export type FindElements = (
  tags: readonly TagDefinition[],
  range: DocumentRange,
) => readonly FoundElements[];

interface Row {
  readonly watermark: Watermark;
  readonly text: string;
}

/** Ascending by watermark; fewer than `limit` only at the end. */
export function elementFinder(database: ReadableDatabase): FindElements {
  const statement = cached((columns) =>
    prepare<(string | number)[], Row>(
      database,
      `SELECT watermark, ${columns} AS text FROM instance_documents
       WHERE watermark > ? AND watermark <= ? ORDER BY watermark LIMIT ?`,
    ),
  );
  return (tags, { after, last, limit }) => {
    // SQLite picks a few elements out of a text ten times faster than it can be handed over and parsed here.
    if (tags.every(({ privateCreator }) => privateCreator === undefined)) {
      const columns = `json_array(${tags.map(() => 'metadata -> ?').join(', ')})`;
      const paths = tags.map(({ path }) => `$."${path}"`);
      return statement(columns)
        .all(...paths, after, last, limit)
        .map(({ watermark, text }) => ({ watermark, elements: fromList(tags, text) }));
    }
    return statement('metadata')
      .all(after, last, limit)
      .map(({ watermark, text }) => {
        // Written by the ingest task from a DicomJson.
        return { watermark, elements: elementsOfTags(tags, JSON.parse(text) as DicomJson) };
      });
  };
}

/** `text` is an array made by the statement above: an element or null for each tag. */
function fromList(tags: readonly TagDefinition[], text: string): TagElements {
  const elements = JSON.parse(text) as readonly (DicomJsonElement | null)[];
  return Object.fromEntries(
    tags.flatMap(({ path }, position) => {
      const element = elements[position];
      return element?.Value === undefined ? [] : [[path, element]];
    }),
  );
}
