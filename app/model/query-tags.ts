// Extended query tags: attributes that searches know because somebody asked for them (contract chapter 9).

/** Whose value a tag is searched as: one of the study, of the series, or of every instance. */
export type TagLevel = 'study' | 'series' | 'instance';

/** `adding` until what was stored before is indexed; `deleting` while what is indexed goes. */
export type TagStatus = 'adding' | 'ready' | 'deleting';

export type QueryStatus = 'enabled' | 'disabled';

/** A tag as it is asked for. */
export interface TagDefinition {
  /** Tag `ggggeeee`. */
  readonly path: string;
  readonly vr: string;
  /** Private Creator of a private tag: the block of its elements follows from it (PS3.5 §7.8.1). */
  readonly privateCreator?: string;
  readonly level: TagLevel;
}

export interface QueryTag extends TagDefinition {
  readonly tagKey: number;
  readonly status: TagStatus;
  readonly queryStatus: QueryStatus;
}

/** A value that could not be indexed. */
export interface TagError {
  readonly partitionName: string;
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly sopInstanceUID: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly reason: TagFault;
}

/** Why a value is not indexed (contract 2.7). */
export type TagFault = keyof typeof tagFaults;

/** By what the index keeps of it; the sentence is what is told. */
export const tagFaults = {
  unexpectedVR: 'The VR of the value is not the one of the tag.',
  unexpectedLength: 'Value length is not expected.',
  tooLong: 'Value exceeds maximum length.',
  notADate: 'Value cannot be parsed as a valid date.',
  notADateTime: 'Value cannot be parsed as a valid date and time.',
  notATime: 'Value cannot be parsed as a valid time.',
  notAnInteger: 'Value cannot be parsed as a valid integer.',
  notAUID: 'Value is not a valid UID.',
  notAPersonName: 'Value is not a valid person name.',
  invalidCharacters: 'Value contains invalid characters.',
} as const;

/** Of all partitions together (contract 9.1). */
export const mostTags = 128;
