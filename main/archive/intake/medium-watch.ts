// Whether the medium of an import is still there, and whether what was put in again is the same.
import { ArchiveError } from '../../../app/problems.ts';
import { untilAborted } from './abort.ts';
import type { MediaFile, MediaSource } from './source.ts';
import type { Waiting } from './store-medium.ts';

/** A path as it was listed; `waiting` for what is to be read. */
export interface ListedPath {
  readonly path: string;
  readonly bytes: number;
  readonly waiting?: Waiting;
}

export interface MediumWatch {
  /** To be called when a read failed. Throws MediumGone when it was not the file that failed. */
  check(): Promise<void>;
  /**
   * To be called before a read. After the medium was gone it is listed again, once for all who ask, and its files are
   * opened anew. Throws MediumGone, and OtherMedium when its paths and sizes are others.
   */
  back(): Promise<void>;
}

/** `listed` is the medium in its order, as far as it is known. */
export function watchMedium(
  source: MediaSource,
  listed: readonly ListedPath[],
  signal: AbortSignal,
): MediumWatch {
  let isGone = false;
  let returning: Promise<void> | undefined;
  const listAgain = async (): Promise<void> => {
    const files: (MediaFile | undefined)[] = [];
    let isSame = true;
    for await (const entry of source.list(signal)) {
      const before = listed[files.length];
      isSame &&= before?.path === entry.path && before.bytes === entry.bytes;
      files.push(entry.kind === 'file' ? entry : undefined);
    }
    // The empty folder a drive was mounted on is no other medium.
    if (files.every((file) => file === undefined)) throw new ArchiveError('MediumGone');
    if (!isSame || files.length !== listed.length) throw new ArchiveError('OtherMedium');
    for (const [place, file] of files.entries()) {
      const waiting = listed[place]?.waiting;
      if (waiting !== undefined && file !== undefined) waiting.file = file;
    }
    isGone = false;
  };
  return {
    async check() {
      isGone ||= !(await untilAborted(source.isThere(), signal));
      if (isGone) throw new ArchiveError('MediumGone');
    },
    async back() {
      if (!isGone) return;
      returning ??= listAgain().finally(() => (returning = undefined));
      await returning;
    },
  };
}
