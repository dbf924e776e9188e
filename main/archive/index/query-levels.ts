// The parts a compiled search is made of: what a level lists, and one condition as SQL.
import type { QueryLevel } from '../../../app/dicomweb/query.ts';

/** `i` = instances, `e` = series, `s` = studies. */
export type Table = 'i' | 'e' | 's';

export interface Term {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
  /** The table it speaks of; joined when it is not the one that is listed. */
  readonly table: Table;
  readonly isSelective?: true;
  /** A table of its own. */
  readonly join?: string;
  /** Its rows come in the order of this key, which is that of what is listed. */
  readonly order?: string;
}

export interface LevelSql {
  readonly table: Table;
  readonly key: string;
  readonly from: string;
  readonly joins: Readonly<Partial<Record<Table, string>>>;
  /** The columns that say to which study, series and instance a row belongs. */
  readonly owners: { readonly study: string } & Readonly<Partial<Record<QueryLevel, string>>>;
}

/** What each level lists, newest first. */
export const levels: Readonly<Record<QueryLevel, LevelSql>> = {
  study: {
    table: 's',
    key: 's.study_key',
    from: 'studies s',
    joins: {},
    owners: { study: 's.study_key' },
  },
  series: {
    table: 'e',
    key: 'e.series_key',
    from: 'series e',
    joins: { s: 'JOIN studies s ON s.study_key = e.study_key' },
    owners: { study: 'e.study_key', series: 'e.series_key' },
  },
  instance: {
    table: 'i',
    key: 'i.watermark',
    from: 'instances i',
    joins: {
      e: 'JOIN series e ON e.series_key = i.series_key',
      s: 'JOIN studies s ON s.study_key = i.study_key',
    },
    owners: { study: 'i.study_key', series: 'i.series_key', instance: 'i.watermark' },
  },
};
