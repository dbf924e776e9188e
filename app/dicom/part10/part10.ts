import type { ByteSource, Dataset } from '../dataset.ts';
import type { ParsedDataset } from '../parsed-dataset.ts';

/** What reading a file had to forgive; each is reported, none is repaired. */
export type ReadingRemark =
  | 'noPreamble'
  | 'noFileMetaInformation'
  | 'transferSyntaxGuessed'
  | 'truncated'
  | 'executablePreamble'
  | 'elementsOutOfOrder';

/** A parsed file: PS3.10 §7, or a bare data set as real media carry them. */
export interface Part10 {
  /** Group 0002, when there is one. */
  readonly meta: Dataset | undefined;
  readonly dataset: ParsedDataset;
  /** From the meta information, or guessed from the bytes. */
  readonly transferSyntaxUID: string;
  /** Where element offsets of `dataset` point: the file itself, or the inflated data set. */
  readonly source: ByteSource;
  readonly remarks: readonly ReadingRemark[];
}

export interface Part10Options {
  /**
   * Raw inflate (RFC 1951) for Deflated Explicit VR Little Endian, injected because app/ does no I/O.
   * Gives what there is when the input ends early; throws when it is damaged or grows beyond the limit.
   */
  readonly inflate: (bytes: Uint8Array, maxOutputBytes: number) => Uint8Array;
}
