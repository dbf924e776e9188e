// The one typed view of a parsed data set. Values are always arrays: a type never depends on the data.

/** Eight upper-case hex digits, `ggggeeee`. */
export type Tag = string;

/** Random access to bytes; synchronous, because readers run in workers or on memory. */
export interface ByteSource {
  readonly length: number;
  /** At most `length` bytes from `offset`; fewer only at the end. */
  read(offset: number, length: number): Uint8Array;
}

export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    length: bytes.length,
    read: (offset, length) => bytes.subarray(offset, Math.min(bytes.length, offset + length)),
  };
}

export interface Element {
  readonly tag: Tag;
  /** As encoded; in Implicit VR from the dictionary, UN when unknown. */
  readonly vr: string;
  /** Position of the value in the (inflated) data set source. */
  readonly offset: number;
  /** Length of the value in bytes; for undefined length the bytes up to the delimiter. */
  readonly length: number;
  readonly isUndefinedLength: boolean;
  /** Present for SQ (and for UN or private elements that turned out to be sequences). */
  readonly items?: readonly Dataset[];
  /** Present for encapsulated pixel data: item values in order, the basic offset table first. */
  readonly fragments?: readonly { readonly offset: number; readonly length: number }[];
}

export interface Dataset {
  /** In ascending tag order; group length elements left out. */
  readonly elements: readonly Element[];
  element(tag: Tag): Element | undefined;
  has(tag: Tag): boolean;
  /** Decoded with the Specific Character Set in force, split at backslashes, padding removed. */
  strings(tag: Tag): readonly string[];
  /** First value or undefined; empty text counts as no value. */
  string(tag: Tag): string | undefined;
  /** Binary numbers, IS and DS as numbers; unparseable values are NaN. */
  numbers(tag: Tag): readonly number[];
  number(tag: Tag): number | undefined;
  items(tag: Tag): readonly Dataset[];
  /** The raw value, little-endian or big-endian as encoded. */
  bytes(tag: Tag): Uint8Array | undefined;
}
