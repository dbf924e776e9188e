// Paths of DICOMweb resources, with and without a partition; one grammar for the server's URLs and the client's.

/** The whole partition; without a name the store whose partitions are off. */
export interface PartitionPath {
  readonly partitionName?: string;
}

export interface StudyPath extends PartitionPath {
  readonly studyInstanceUID: string;
}

export interface SeriesPath extends StudyPath {
  readonly seriesInstanceUID: string;
}

export interface InstancePath extends SeriesPath {
  readonly sopInstanceUID: string;
}

export type ResourcePath = PartitionPath | StudyPath | SeriesPath | InstancePath;

type UIDName = 'studyInstanceUID' | 'seriesInstanceUID' | 'sopInstanceUID';

/** The hierarchy of PS3.18 §10.1.1, outermost first: literal segment and the identifier that follows it. */
const levels: readonly (readonly [segment: string, name: UIDName])[] = [
  ['studies', 'studyInstanceUID'],
  ['series', 'seriesInstanceUID'],
  ['instances', 'sopInstanceUID'],
];

/**
 * `/partitions/p/studies/1.2/series/1.2.3/instances/1.2.3.4`, as deep as the path goes; `` for the root.
 * No identifier may be `.` or `..`: URL parsers take these for steps, however they are encoded.
 */
export function printResource(path: ResourcePath): string {
  const uids: Partial<InstancePath> = path;
  let text =
    path.partitionName === undefined ? '' : `/partitions/${encodeURIComponent(path.partitionName)}`;
  for (const [segment, name] of levels) {
    const uid = uids[name];
    if (uid === undefined) return text;
    text += `/${segment}/${encodeURIComponent(uid)}`;
  }
  return text;
}

/** Inverse of `printResource`; literals in any case, one trailing slash tolerated. `undefined` = not such a path. */
export function parseResource(text: string): ResourcePath | undefined {
  const [before, ...segments] = text.replace(/\/$/, '').split('/');
  if (before !== '') return undefined;
  const path: { -readonly [Name in keyof InstancePath]?: string } = {};
  if (segments[0]?.toLowerCase() === 'partitions') {
    const name = parseSegment(segments[1]);
    if (name === undefined) return undefined;
    path.partitionName = name;
    segments.splice(0, 2);
  }
  for (const [literal, name] of levels) {
    if (segments.length === 0) break;
    const uid = parseSegment(segments[1]);
    if (segments[0]?.toLowerCase() !== literal || uid === undefined) return undefined;
    path[name] = uid;
    segments.splice(0, 2);
  }
  return segments.length === 0 ? path : undefined;
}

/**
 * The contract's rule for UIDs in requests (12.6): up to 64 digits and dots, ending in a digit, trailing blanks
 * ignored. Looser than PS3.5 §9.1, because stored instances of real devices carry such UIDs.
 */
export function isRequestUID(text: string): boolean {
  return /^[0-9.]{0,63}[0-9] *$/.test(text);
}

function parseSegment(segment: string | undefined): string | undefined {
  if (segment === undefined || segment === '') return undefined;
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
