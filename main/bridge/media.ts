// Paths the person chose, behind opaque ids: the renderer can name a medium but never a path.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Chosen } from '../../app/ipc/contract.ts';
import { ArchiveError } from '../../app/problems.ts';

export interface MediaRegister {
  add(paths: readonly string[]): Chosen;
  /** Throws SourceUnreadable for an id that was never given out. */
  paths(id: string): readonly string[];
}

export function createMediaRegister(): MediaRegister {
  const known = new Map<string, readonly string[]>();
  return {
    add(paths) {
      if (paths.length === 0 || !paths.every((chosen) => path.isAbsolute(chosen))) {
        throw new ArchiveError('InvalidRequest');
      }
      const id = randomUUID();
      known.set(id, paths);
      return { id, label: labelOf(paths), items: paths.length };
    },
    paths(id) {
      const paths = known.get(id);
      if (paths === undefined) throw new ArchiveError('SourceUnreadable');
      return paths;
    },
  };
}

/** The chosen folder's or file's own name, for display; a drive's root has none, so its path. */
export function labelOf(paths: readonly string[]): string {
  const [first = ''] = paths;
  return path.basename(first) || first;
}
