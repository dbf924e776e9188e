// What an import reads from: a folder or files today, any other medium through the same interface.
import type { NonDicomKind } from '../../../app/model/jobs.ts';
import type { MediumKind } from '../../../app/model/receipt.ts';
import type { ProblemCode } from '../../../app/problems.ts';

/** A regular file of the medium. */
export interface MediaFile {
  readonly kind: 'file';
  /** Relative to the medium, components joined with `/`, for display only. */
  readonly path: string;
  /** As the medium's directory says; reading more or fewer makes the file unreadable. */
  readonly bytes: number;
  /**
   * The content in order, consumed once. Throws ArchiveError SourceUnreadable when the medium fails or
   * the file changed since it was listed, PasswordNeeded or WrongPassword when it is protected, and Cancelled
   * when `signal` is aborted.
   */
  open(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Where it begins on the disc it lies on, where that is known: files that lie together are read together. */
  readonly position?: number;
  /** Bytes of its name on a mounted file system, where a worker can read it by itself. */
  readonly local?: Uint8Array;
}

/** Something on the medium that is not read, with the reason. */
export interface MediaOddity {
  readonly kind: 'oddity';
  readonly path: string;
  readonly bytes: number;
  readonly bucket: 'notDicom' | 'unreadable';
  readonly nonDicomKind?: NonDicomKind;
  /** Of an unreadable one; SourceUnreadable unless it says so. */
  readonly problem?: ProblemCode;
  /** A sentence for the person. */
  readonly detail: string;
}

export type MediaEntry = MediaFile | MediaOddity;

/** A medium that can be listed. Every path on it appears exactly once, always in the same order. */
export interface MediaSource {
  list(signal: AbortSignal): AsyncIterable<MediaEntry>;
  /** Whether it is to be read in one stream; absent: it is not. */
  areSeeksSlow?(): Promise<boolean>;
  /** Whether it still is where it was when it was listed last. */
  isThere(): Promise<boolean>;
  /** What was chosen, for the receipt. */
  kind(): Promise<MediumKind>;
}

/** What reading a file throws when it is the file that is wrong: it costs this file and nothing else. */
export const fileProblems: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'SourceUnreadable',
  'PasswordNeeded',
  'WrongPassword',
]);
