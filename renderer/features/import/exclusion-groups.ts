// The files of a medium that need a word, grouped by why; pure, so that a list of any length can be tested.
import type { ImportBucket, ImportExclusion, ImportRemark } from '../../../app/model/jobs.ts';

/** What matters most stands first; a remark is about a file that was stored. */
const order: readonly ImportBucket[] = [
  'unreadable',
  'refused',
  'conflict',
  'stored',
  'alreadyHere',
  'declined',
  'notDicom',
];

export interface FileNote {
  readonly path: string;
  readonly bucket: ImportBucket;
  /** Why, in a sentence; empty when the bucket says it all. */
  readonly reason: string;
  /** What else is to be said about this one file. */
  readonly more: readonly string[];
  readonly bytes: number | undefined;
}

export type NoteItem =
  | {
      readonly kind: 'group';
      readonly bucket: ImportBucket;
      readonly reason: string;
      readonly count: number;
    }
  | { readonly kind: 'file'; readonly note: FileNote };

/** `reasonOf` puts a code into words; a sentence about the file itself comes before it. */
export function notesOf(
  exclusions: readonly ImportExclusion[],
  remarks: readonly ImportRemark[],
  reasonOf: (exclusion: ImportExclusion) => string,
): readonly FileNote[] {
  const excluded = exclusions.map((exclusion): FileNote => {
    const [first, ...more] = exclusion.details;
    const { path, bucket, bytes } = exclusion;
    return { path, bucket, bytes, reason: first ?? reasonOf(exclusion), more };
  });
  const remarked = remarks.map(({ path, details: [reason = '', ...more] }): FileNote => {
    return { path, bucket: 'stored', bytes: undefined, reason, more };
  });
  return [...excluded, ...remarked];
}

/** Groups by bucket and reason, larger groups first within a bucket, files by path; `filter` is part of a path. */
export function groupNotes(notes: readonly FileNote[], filter: string): readonly NoteItem[] {
  const wanted = filter.trim().toLowerCase();
  const groups = new Map<string, FileNote[]>();
  for (const note of notes) {
    if (!note.path.toLowerCase().includes(wanted)) continue;
    const key = `${note.bucket}\n${note.reason}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [note]);
    else group.push(note);
  }
  return [...groups.values()]
    .map((files) => files.toSorted((a, b) => (a.path < b.path ? -1 : 1)))
    .toSorted((a, b) => rank(a) - rank(b) || b.length - a.length)
    .flatMap((files) => withHeading(files));
}

function rank([first]: readonly FileNote[]): number {
  return first === undefined ? order.length : order.indexOf(first.bucket);
}

function withHeading(files: readonly FileNote[]): readonly NoteItem[] {
  const [first] = files;
  if (first === undefined) return [];
  const { bucket, reason } = first;
  return [
    { kind: 'group', bucket, reason, count: files.length },
    ...files.map((note) => ({ kind: 'file', note }) as const),
  ];
}

/** For pasting into a message to whoever made the medium: a heading per reason, then the files. */
export function notesAsText(
  items: readonly NoteItem[],
  nameOf: (bucket: ImportBucket) => string,
): string {
  return items
    .map((item) => {
      if (item.kind === 'file') return `  ${[item.note.path, ...item.note.more].join('  ')}`;
      const why = item.reason === '' ? '' : `: ${item.reason}`;
      return `${nameOf(item.bucket)}${why} (${String(item.count)})`;
    })
    .join('\n');
}
