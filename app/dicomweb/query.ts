// The QIDO-RS query as a typed tree, before any SQL exists (contract chapter 4).

export type QueryLevel = 'study' | 'series' | 'instance';

export type Match =
  | { readonly kind: 'exact'; readonly value: string }
  /** Equal as numbers. */
  | { readonly kind: 'number'; readonly value: number }
  /** Inclusive; an absent end is open. DA, DT and TM as texts that sort as the times do. */
  | { readonly kind: 'range'; readonly from?: string; readonly to?: string }
  /** Consecutive stored words start with these words, case and accents ignored. */
  | { readonly kind: 'words'; readonly words: readonly string[] };

/** Where the values of an extended query tag are. */
export interface ConditionTag {
  readonly tagKey: number;
  readonly level: QueryLevel;
  readonly vr: string;
  /** The attribute as it stands in the query. */
  readonly askedAs: string;
}

export interface Condition {
  /** Tag `ggggeeee`. */
  readonly tag: string;
  readonly match: Match;
  /** Absent for what every store searches. */
  readonly extended?: ConditionTag;
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
