// Walks folders of a mounted file system: every name once, nothing outside the root, no link followed.
import { promises as fs } from 'node:fs';
import type { Stats } from 'node:fs';
import { sep } from 'node:path';
import { throwIfAborted, untilAborted } from './abort.ts';
import { displayName } from './file-names.ts';
import { persistently } from './passing-errors.ts';
import { readFile } from './read-file.ts';
import type { MediaEntry, MediaFile, MediaOddity } from './source.ts';
import { systemErrorCode, systemErrorSentence } from './system-errors.ts';

const separator = Buffer.from(sep);
/** How many names are looked up at once: enough to hide latency, too few to swamp a slow drive. */
const statsAtOnce = 32;

/** A place in the walk: where it is on disk and what it is called for the person. */
export interface Place {
  readonly path: Buffer;
  readonly label: string;
}

export interface WalkLimits {
  /** The real path of the root; links cannot lead the walk out of it. */
  readonly root: Buffer;
  /** The real path of the archive's data directory, which is stepped over. */
  readonly dataDirectory: Buffer;
}

/** A root such as `/` or `C:\` ends in its separator already. */
function asPrefix(folder: Buffer): Buffer {
  const isComplete = folder.subarray(-separator.length).equals(separator);
  return isComplete ? folder : Buffer.concat([folder, separator]);
}

/** Both real paths; a folder is inside itself. */
export function isInside(path: Buffer, folder: Buffer): boolean {
  if (path.equals(folder)) return true;
  const prefix = asPrefix(folder);
  return path.subarray(0, prefix.length).equals(prefix);
}

function oddity(place: Place, rest: Omit<MediaOddity, 'kind' | 'path' | 'bytes'>): MediaOddity {
  return { kind: 'oddity', path: place.label === '' ? '.' : place.label, bytes: 0, ...rest };
}

function unreadable(place: Place, error: unknown): MediaOddity {
  return oddity(place, { bucket: 'unreadable', detail: systemErrorSentence(error) });
}

/** What is neither file, folder nor link; reading one could block for ever or talk to hardware. */
const specialKinds: readonly (readonly [(stats: Stats) => boolean, string])[] = [
  [(stats) => stats.isFIFO(), 'It is a named pipe, not a file.'],
  [(stats) => stats.isSocket(), 'It is a socket, not a file.'],
  [(stats) => stats.isBlockDevice(), 'It is a device, not a file.'],
  [(stats) => stats.isCharacterDevice(), 'It is a device, not a file.'],
];

function special(place: Place, stats: Stats): MediaOddity {
  const row = specialKinds.find(([matches]) => matches(stats));
  const detail = row?.[1] ?? 'It is neither a file nor a folder.';
  return oddity(place, { bucket: 'notDicom', nonDicomKind: 'system', detail });
}

/** A link into the medium repeats what is read anyway; any other one stands for something not read. */
async function link(place: Place, limits: WalkLimits): Promise<MediaOddity> {
  try {
    const target = await fs.realpath(place.path, 'buffer');
    if (isInside(target, limits.root)) {
      return oddity(place, {
        bucket: 'notDicom',
        nonDicomKind: 'system',
        detail: 'It is a link to something else on the medium, which is read in its own place.',
      });
    }
    return oddity(place, {
      bucket: 'unreadable',
      detail: 'It is a link that leads out of the medium; links are not followed.',
    });
  } catch (error) {
    if (systemErrorCode(error) === 'ELOOP') {
      return oddity(place, {
        bucket: 'notDicom',
        nonDicomKind: 'system',
        detail: 'It is a link that leads to itself.',
      });
    }
    return oddity(place, { bucket: 'unreadable', detail: 'It is a link that leads nowhere.' });
  }
}

/** Names in byte order, so that two walks of the same medium agree on every system. */
async function namesOf(folder: Place, signal: AbortSignal): Promise<Buffer[]> {
  const names = await untilAborted(
    persistently(() => fs.readdir(folder.path, { encoding: 'buffer' })),
    signal,
  );
  return names.sort((a, b) => a.compare(b));
}

function childOf(folder: Place, name: Buffer): Place {
  const label = displayName(name);
  return {
    path: Buffer.concat([asPrefix(folder.path), name]),
    label: folder.label === '' ? label : `${folder.label}/${label}`,
  };
}

type Looked = { readonly place: Place } & ({ readonly stats: Stats } | { readonly error: unknown });

async function look(place: Place): Promise<Looked> {
  try {
    return { place, stats: await persistently(() => fs.lstat(place.path)) };
  } catch (error) {
    return { place, error };
  }
}

/** A class, because there are as many of these as files: a function of its own for each would weigh more than the rest. */
class LocalFile implements MediaFile {
  readonly kind = 'file';

  readonly path: string;
  readonly bytes: number;
  readonly local: Buffer;

  constructor(place: Place, bytes: number) {
    this.path = place.label;
    this.bytes = bytes;
    this.local = place.path;
  }

  open(signal: AbortSignal): AsyncIterable<Uint8Array> {
    return readFile(this.local, this.bytes, signal);
  }
}

/** A folder that is being walked: the names still to come, a slice of them already looked up. */
interface Level {
  readonly folder: Place;
  readonly names: readonly Buffer[];
  next: number;
  readonly looked: Looked[];
}

/** The next name of the innermost folder; leaves every folder that has none left. */
async function nextName(levels: Level[], signal: AbortSignal): Promise<Looked | undefined> {
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    if (level.looked.length === 0) {
      const slice = level.names.slice(level.next, level.next + statsAtOnce);
      level.next += slice.length;
      const { folder } = level;
      const looking = slice.map((name) => look(childOf(folder, name)));
      level.looked.push(...(await untilAborted(Promise.all(looking), signal)));
    }
    const looked = level.looked.shift();
    if (looked !== undefined) return looked;
    levels.pop();
  }
  return undefined;
}

/** Opens a folder for the walk, or says why it is not entered. */
async function enter(
  place: Place,
  limits: WalkLimits,
  signal: AbortSignal,
): Promise<Level | MediaOddity> {
  if (place.path.equals(limits.dataDirectory)) {
    return oddity(place, {
      bucket: 'notDicom',
      nonDicomKind: 'system',
      detail: 'It is the data directory of this archive.',
    });
  }
  try {
    const real = await untilAborted(fs.realpath(place.path, 'buffer'), signal);
    if (!isInside(real, limits.root)) {
      return oddity(place, { bucket: 'unreadable', detail: 'It leads out of the medium.' });
    }
    return { folder: place, names: await namesOf(place, signal), next: 0, looked: [] };
  } catch (error) {
    throwIfAborted(signal);
    return unreadable(place, error);
  }
}

/** Every entry below `start`, depth first in byte order, without recursion. */
export async function* walkFolder(
  start: Place,
  limits: WalkLimits,
  signal: AbortSignal,
): AsyncGenerator<MediaEntry> {
  const levels: Level[] = [];
  let looked: Looked | undefined = await look(start);
  while (looked !== undefined) {
    throwIfAborted(signal);
    if ('stats' in looked && looked.stats.isDirectory()) {
      const entered = await enter(looked.place, limits, signal);
      if ('kind' in entered) yield entered;
      else levels.push(entered);
    } else {
      yield await describe(looked, limits);
    }
    looked = await nextName(levels, signal);
  }
}

async function describe(looked: Looked, limits: WalkLimits): Promise<MediaEntry> {
  if ('error' in looked) return unreadable(looked.place, looked.error);
  if (looked.stats.isFile()) return new LocalFile(looked.place, looked.stats.size);
  if (looked.stats.isSymbolicLink()) return link(looked.place, limits);
  return special(looked.place, looked.stats);
}
