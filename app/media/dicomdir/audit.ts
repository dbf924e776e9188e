// Compares what DICOMDIRs list with what is on their medium.
import type { InstanceUIDs } from '../../model/identifiers.ts';
import type {
  AuditCounts,
  Contradiction,
  DirectoryDamage,
  MediaAudit,
} from '../../model/media-audit.ts';
import type { ListedFile, MediaDirectory } from './directory-tree.ts';
import { comparablePath, folderOf, isTooDeep, leadsOut } from './file-ids.ts';
import { missingSeries } from './missing-series.ts';

/** A path of the medium, and what reading it found. */
export interface MediumFile {
  readonly path: string;
  /** A DICOM file, or one that could not be read; everything else is no image in any case. */
  readonly isDicom: boolean;
  readonly instance?: InstanceUIDs;
  readonly sopClassUID?: string;
  readonly patientID?: string;
}

/** A DICOMDIR of the medium, and what reading it found. */
export interface FoundDirectory {
  readonly path: string;
  /** Undefined where it was not read; `damage` says why. */
  readonly directory: MediaDirectory | undefined;
  readonly damage?: DirectoryDamage;
}

export interface MediumAudit {
  readonly audits: readonly MediaAudit[];
  /** Images the DICOMDIRs list of each series, by Series Instance UID. */
  readonly listed: ReadonlyMap<string, number>;
  /** What they say of files that are there and could not be read, by the paths of those. */
  readonly unread: ReadonlyMap<string, ListedFile>;
}

export const nothingAudited: MediumAudit = {
  audits: [],
  listed: new Map(),
  unread: new Map(),
};

/** More names of each kind are a list nobody reads; the counts are of all. */
const named = 100;

interface Medium {
  readonly byPath: ReadonlyMap<string, readonly MediumFile[]>;
  readonly bySOPInstanceUID: ReadonlyMap<string, MediumFile>;
}

function mediumOf(files: Iterable<MediumFile>): Medium {
  const byPath = new Map<string, MediumFile[]>();
  const bySOPInstanceUID = new Map<string, MediumFile>();
  for (const file of files) {
    const path = comparablePath(file.path.split('/'));
    const same = byPath.get(path);
    if (same === undefined) byPath.set(path, [file]);
    else same.push(file);
    if (file.instance !== undefined) bySOPInstanceUID.set(file.instance.sopInstanceUID, file);
  }
  return { byPath, bySOPInstanceUID };
}

/** Names that were added to a File ID so that other systems know the file (PS3.10 §8.2). */
const extensions = ['', '.dcm', '.ima', '.img'];

/** Of names that differ in case only, the one that is spelled alike. */
function fileAt(components: readonly string[], { byPath }: Medium): MediumFile | undefined {
  const path = comparablePath(components);
  const exact = components.join('/');
  for (const extension of extensions) {
    const files = byPath.get(path + extension) ?? [];
    const found = files.find((file) => file.path === exact) ?? files[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

type Outcome =
  | { readonly kind: 'found' | 'elsewhere'; readonly file: MediumFile }
  | { readonly kind: 'missing' | 'unsafe' };

function lookFor(listed: ListedFile, folder: readonly string[], medium: Medium): Outcome {
  const { fileID, sopInstanceUID = '' } = listed;
  const isUnsafe = leadsOut(fileID);
  const file = isUnsafe ? undefined : fileAt([...folder, ...fileID], medium);
  if (file?.isDicom === true) return { kind: 'found', file };
  const elsewhere = medium.bySOPInstanceUID.get(sopInstanceUID);
  if (elsewhere !== undefined) return { kind: 'elsewhere', file: elsewhere };
  return { kind: isUnsafe || isTooDeep(fileID) ? 'unsafe' : 'missing' };
}

/** Values only one of the two has contradict nothing: writers of DICOMDIRs invent what images lack. */
function contradictions(listed: ListedFile, file: MediumFile): readonly Contradiction[] {
  const { instance } = file;
  const pairs: readonly (readonly [Contradiction, string | undefined, string | undefined])[] = [
    ['sopInstanceUID', listed.sopInstanceUID, instance?.sopInstanceUID],
    ['sopClassUID', listed.sopClassUID, file.sopClassUID],
    ['seriesInstanceUID', listed.seriesInstanceUID, instance?.seriesInstanceUID],
    ['studyInstanceUID', listed.studyInstanceUID, instance?.studyInstanceUID],
    ['patientID', listed.patientID, instance === undefined ? undefined : file.patientID],
  ];
  return pairs
    .filter(([, said, is]) => said !== undefined && is !== undefined && said.trim() !== is.trim())
    .map(([name]) => name);
}

interface Finding {
  readonly counts: { -readonly [C in keyof AuditCounts]: number };
  readonly missing: ListedFile[];
  readonly unsafe: string[];
  readonly contradicting: {
    readonly path: string;
    readonly attributes: readonly Contradiction[];
  }[];
  readonly unlisted: string[];
}

function nothingFound(): Finding {
  const counts = { found: 0, elsewhere: 0, missing: 0, unsafe: 0, contradicting: 0, unlisted: 0 };
  return { counts, missing: [], unsafe: [], contradicting: [], unlisted: [] };
}

function note<T>(list: T[], value: T): void {
  if (list.length < named) list.push(value);
}

interface Comparison {
  readonly folder: readonly string[];
  readonly medium: Medium;
  /** SOP Instance UIDs of the files some DICOMDIR lists: a second copy of one is no other image. */
  readonly known: Set<string>;
  readonly unread: Map<string, ListedFile>;
}

/** A record that is not in use only explains the file it names. */
function compare(
  listed: ListedFile,
  { folder, medium, known, unread }: Comparison,
  to: Finding,
): void {
  const outcome = lookFor(listed, folder, medium);
  const uid = 'file' in outcome ? outcome.file.instance?.sopInstanceUID : undefined;
  if (uid !== undefined) known.add(uid);
  if (!listed.isInUse) return;
  to.counts[outcome.kind] += 1;
  if (outcome.kind === 'missing') to.missing.push(listed);
  if (outcome.kind === 'unsafe') note(to.unsafe, listed.fileID.join('/'));
  if (outcome.kind !== 'found') return;
  if (outcome.file.instance === undefined) unread.set(outcome.file.path, listed);
  const attributes = contradictions(listed, outcome.file);
  if (attributes.length === 0) return;
  to.counts.contradicting += 1;
  note(to.contradicting, { path: outcome.file.path, attributes });
}

/** The DICOMDIR of the nearest folder above; of several in one folder the first. */
function nearest(path: string, byFolder: ReadonlyMap<string, Finding>): Finding | undefined {
  for (let folder = folderOf(path); ; folder = folder.slice(0, -1)) {
    const finding = byFolder.get(folder.join('/'));
    if (finding !== undefined || folder.length === 0) return finding;
  }
}

function auditOf({ path, directory, damage }: FoundDirectory, finding: Finding): MediaAudit {
  const { counts, missing, unsafe, contradicting, unlisted } = finding;
  return {
    path,
    records: directory?.records ?? 0,
    damage: damage === undefined ? (directory?.damage ?? []) : [damage],
    counts,
    missing: missingSeries(missing, named),
    ...{ unsafe, contradicting, unlisted },
  };
}

/** Each image once, however many DICOMDIRs and records name it. */
function listedBySeries(directories: readonly FoundDirectory[]): ReadonlyMap<string, number> {
  const images = new Map<string, Set<string>>();
  for (const { fileID, isInUse, seriesInstanceUID, sopInstanceUID } of directories.flatMap(
    ({ directory }) => directory?.files ?? [],
  )) {
    if (seriesInstanceUID === undefined || !isInUse) continue;
    const ofSeries = images.get(seriesInstanceUID) ?? new Set();
    images.set(seriesInstanceUID, ofSeries.add(sopInstanceUID ?? comparablePath(fileID)));
  }
  return new Map(Array.from(images, ([uid, { size }]) => [uid, size]));
}

/** One audit for each DICOMDIR, in their order. */
export function auditMedium(
  directories: readonly FoundDirectory[],
  files: Iterable<MediumFile>,
): MediumAudit {
  if (directories.length === 0) return nothingAudited;
  const medium = mediumOf(files);
  const known = new Set<string>();
  const unread = new Map<string, ListedFile>();
  const byFolder = new Map<string, Finding>();
  const findings = directories.map((found) => {
    const finding = nothingFound();
    const folder = folderOf(found.path);
    const comparison = { folder, medium, known, unread };
    for (const listed of found.directory?.files ?? []) compare(listed, comparison, finding);
    const place = folder.join('/');
    // One that says nothing must not make everything beside it unlisted.
    if (found.directory !== undefined && !byFolder.has(place)) byFolder.set(place, finding);
    return { found, finding };
  });
  for (const file of medium.byPath.values()) addUnlisted(file, known, byFolder);
  return {
    audits: findings.map(({ found, finding }) => auditOf(found, finding)),
    listed: listedBySeries(directories),
    unread,
  };
}

function addUnlisted(
  files: readonly MediumFile[],
  known: ReadonlySet<string>,
  byFolder: ReadonlyMap<string, Finding>,
): void {
  for (const file of files) {
    if (file.instance === undefined || known.has(file.instance.sopInstanceUID)) continue;
    const finding = nearest(file.path, byFolder);
    if (finding === undefined) continue;
    finding.counts.unlisted += 1;
    note(finding.unlisted, file.path);
  }
}
