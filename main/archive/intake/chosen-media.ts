// Turns what the person chose (folders, files, a DICOMDIR, a disc image, an archive) into one medium.
import { promises as fs } from 'node:fs';
import { sep } from 'node:path';
import { isDicomdirName } from '../../../app/media/dicomdir/file-ids.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { throwIfAborted } from './abort.ts';
import { displayName } from './file-names.ts';
import { chosenFile, withContainers } from './containers.ts';
import type { ContainerPorts } from './containers.ts';
import { isInside, walkFolder } from './folder-source.ts';
import type { WalkLimits } from './folder-source.ts';
import { mediumKind } from './medium-kind.ts';
import type { MediaEntry, MediaSource } from './source.ts';
import { systemErrorCode, systemErrorSentence } from './system-errors.ts';

interface Root {
  readonly path: Buffer;
  readonly name: string;
}

interface RootOptions {
  readonly label: string;
  readonly isOnly: boolean;
  readonly limits: WalkLimits;
  readonly ports: ContainerPorts;
}

interface Chosen {
  readonly roots: readonly Root[];
  readonly missing: readonly MediaEntry[];
}

function lastComponent(path: Buffer): string {
  return displayName(path).split(/[/\\]/).filter(Boolean).at(-1) ?? '';
}

function parentOf(path: Buffer): Buffer {
  return path.subarray(0, Math.max(path.lastIndexOf(sep), 1));
}

/** The place a chosen path stands for; a DICOMDIR stands for the whole folder it is in. */
async function rootOf(path: string): Promise<Root> {
  const real = await fs.realpath(path, 'buffer');
  const name = lastComponent(real);
  if (isDicomdirName(name) && (await fs.stat(real)).isFile()) {
    const folder = await fs.realpath(parentOf(real), 'buffer');
    return { path: folder, name: lastComponent(folder) };
  }
  return { path: real, name };
}

async function resolve(paths: readonly string[]): Promise<Chosen> {
  const roots: Root[] = [];
  const missing: MediaEntry[] = [];
  for (const path of paths) {
    try {
      roots.push(await rootOf(path));
    } catch (error) {
      const name = lastComponent(Buffer.from(path));
      const detail = systemErrorSentence(error);
      missing.push({ kind: 'oddity', path: name, bytes: 0, bucket: 'unreadable', detail });
    }
  }
  return { roots: withoutNested(roots), missing };
}

/** What lies inside another chosen folder would be read twice. */
function withoutNested(roots: readonly Root[]): readonly Root[] {
  return roots.filter((root, index) =>
    roots.every((other, otherIndex) => {
      if (other.path.equals(root.path)) return otherIndex >= index;
      return !isInside(root.path, other.path);
    }),
  );
}

/** Names for display that tell several roots apart; a single folder needs none. */
async function labelsOf(roots: readonly Root[]): Promise<readonly string[]> {
  const [only] = roots;
  if (only !== undefined && roots.length === 1) {
    return [(await fs.stat(only.path)).isDirectory() ? '' : only.name];
  }
  const seen = new Map<string, number>();
  return roots.map(({ name }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${String(count)})`;
  });
}

/** Everything at one chosen path; `label` is what its paths begin with, and of a single file its name. */
async function* walkRoot(
  { path }: Root,
  { label, isOnly, limits, ports }: RootOptions,
  signal: AbortSignal,
): AsyncGenerator<MediaEntry> {
  const entries = walkFolder({ path, label }, limits, signal);
  if ((await fs.stat(path)).isDirectory()) {
    yield* withContainers(entries, ports, signal);
    return;
  }
  for await (const entry of entries) {
    if (entry.kind === 'oddity') yield entry;
    else yield* chosenFile(entry, { label: isOnly ? '' : label, ports }, signal);
  }
}

/** Tells what is at a path from what is mounted there later; undefined when the system does not say. */
async function markOf(path: Buffer): Promise<string | undefined> {
  try {
    const { dev, ino } = await fs.stat(path);
    return `${String(dev)}:${String(ino)}`;
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}

/**
 * One medium made of everything at `paths` (absolute). A path that cannot be found is an unreadable
 * entry. Listing throws SourceInsideArchive when a path lies in the archive's data directory.
 */
export function chosenMedia(
  paths: readonly string[],
  dataDirectory: string,
  ports: ContainerPorts,
): MediaSource {
  let seen: readonly (readonly [Buffer, string])[] = [];
  return {
    kind: () => mediumKind(paths),
    async isThere() {
      const now = await Promise.all(seen.map(([path]) => markOf(path)));
      return seen.every(([, mark], place) => now[place] === mark);
    },
    async *list(signal) {
      const archive = await fs.realpath(dataDirectory, 'buffer');
      const { roots, missing } = await resolve(paths);
      if (roots.some(({ path }) => isInside(path, archive))) {
        throw new ArchiveError('SourceInsideArchive');
      }
      const marks = await Promise.all(roots.map(({ path }) => markOf(path)));
      seen = roots.map(({ path }, place) => [path, marks[place] ?? '']);
      const labels = await labelsOf(roots);
      yield* missing;
      for (const [index, root] of roots.entries()) {
        throwIfAborted(signal);
        const limits = { root: root.path, dataDirectory: archive };
        const label = labels[index] ?? '';
        yield* walkRoot(root, { label, isOnly: roots.length === 1, limits, ports }, signal);
      }
    },
  };
}
