// The QIDO-RS query as a typed tree, before any SQL exists (contract chapter 4).

export type QueryLevel = 'study' | 'series' | 'instance';

export type Match =
  | { readonly kind: 'exact'; readonly value: string }
  /** Inclusive; an absent end is open. DA as `yyyyMMdd`. */
  | { readonly kind: 'range'; readonly from?: string; readonly to?: string }
  /** Consecutive stored words start with these words, case and accents ignored. */
  | { readonly kind: 'words'; readonly words: readonly string[] };

export interface Condition {
  /** Tag `ggggeeee`. */
  readonly tag: string;
  readonly match: Match;
}

export interface Query {
  readonly level: QueryLevel;
  /** From the path. */
  readonly studyInstanceUID?: string;
  readonly seriesInstanceUID?: string;
  readonly conditions: readonly Condition[];
  /** Tags to return beyond nothing: defaults, `all`, includefield, filters and path UIDs already united. */
  readonly returnTags: readonly string[];
  readonly limit: number;
  readonly offset: number;
}
