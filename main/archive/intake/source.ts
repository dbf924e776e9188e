// What an import reads from: a folder or files today, any other medium through the same interface.
import type { NonDicomKind } from '../../../app/model/jobs.ts';

/** A regular file of the medium. */
export interface MediaFile {
  readonly kind: 'file';
  /** Relative to the medium, components joined with `/`, for display only. */
  readonly path: string;
  /** As the medium's directory says; reading more or fewer makes the file unreadable. */
  readonly bytes: number;
  /**
   * The content in order, consumed once. Throws ArchiveError SourceUnreadable when the medium fails or
   * the file changed since it was listed, and Cancelled when `signal` is aborted.
   */
  open(signal: AbortSignal): AsyncIterable<Uint8Array>;
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
  /** A sentence for the person. */
  readonly detail: string;
}

export type MediaEntry = MediaFile | MediaOddity;

/** A medium that can be listed. Every path on it appears exactly once, always in the same order. */
export interface MediaSource {
  list(signal: AbortSignal): AsyncIterable<MediaEntry>;
}
