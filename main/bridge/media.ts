// Paths the person chose, behind opaque ids: the renderer can name a medium but never a path.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Chosen } from '../../app/ipc/contract.ts';
import { ArchiveError } from '../../app/problems.ts';

/** What was chosen to be read must not be written to, nor the other way round. */
export type MediaPurpose = 'source' | 'destination';

export interface MediaRegister {
  /** The same paths keep their id: drives are listed again and again. */
  add(purpose: MediaPurpose, paths: readonly string[]): Chosen;
  /** Throws SourceUnreadable for an id that was never given out for this purpose. */
  paths(purpose: MediaPurpose, id: string): readonly string[];
  /** Ids die with the window they were given to. */
  forget(): void;
}

export function createMediaRegister(): MediaRegister {
  const known: Readonly<Record<MediaPurpose, Map<string, readonly string[]>>> = {
    source: new Map(),
    destination: new Map(),
  };
  return {
    add(purpose, paths) {
      if (paths.length === 0 || !paths.every((chosen) => path.isAbsolute(chosen))) {
        throw new ArchiveError('InvalidRequest');
      }
      const before = Array.from(known[purpose]).find(([, one]) => areSame(one, paths));
      const id = before?.[0] ?? randomUUID();
      known[purpose].set(id, paths);
      return { id, label: labelOf(paths), items: paths.length };
    },
    paths(purpose, id) {
      const paths = known[purpose].get(id);
      if (paths === undefined) throw new ArchiveError('SourceUnreadable');
      return paths;
    },
    forget() {
      known.source.clear();
      known.destination.clear();
    },
  };
}

function areSame(first: readonly string[], second: readonly string[]): boolean {
  return first.length === second.length && first.every((path, place) => path === second[place]);
}

/** The chosen folder's or file's own name, for display; a drive's root has none, so its path. */
export function labelOf(paths: readonly string[]): string {
  const [first = ''] = paths;
  return path.basename(first) || first;
}
