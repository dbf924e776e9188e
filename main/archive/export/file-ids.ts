// File IDs of an exported file-set (PS3.10 §8.5): allocated by counting, never made from what a file says.

/** At most eight characters of `A-Z 0-9 _` to a component (PS3.10 §8.2). */
const componentLength = 8;

/** Components from the root of the file-set, e.g. `PAT00001 / STU00001 / SER00001 / IMG00001`. */
export type FileID = readonly string[];

export interface Placed {
  readonly patientKey: string;
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
}

/**
 * `IMG00001`, `IMG99999`, `IM100000` …: the prefix gives way to the number. Throws beyond what fits beside
 * one letter (ten million entries of one folder).
 */
export function componentName(prefix: string, number: number): string {
  const digits = String(number).padStart(componentLength - prefix.length, '0');
  const name = prefix.slice(0, Math.max(1, componentLength - digits.length)) + digits;
  if (name.length > componentLength) throw new RangeError('a folder cannot hold that many entries');
  return name;
}

interface Folder {
  readonly fileID: FileID;
  readonly children: Map<string, Folder>;
  files: number;
}

function childOf(parent: Folder, key: string, prefix: string): Folder {
  const known = parent.children.get(key);
  if (known !== undefined) return known;
  const name = componentName(prefix, parent.children.size + 1);
  const folder = { fileID: [...parent.fileID, name], children: new Map(), files: 0 };
  parent.children.set(key, folder);
  return folder;
}

/** Gives every instance its File ID, numbered in the order given. */
export function allocateFileIDs(instances: readonly Placed[]): readonly FileID[] {
  const root: Folder = { fileID: [], children: new Map(), files: 0 };
  return instances.map(({ patientKey, studyInstanceUID, seriesInstanceUID }) => {
    const patient = childOf(root, patientKey, 'PAT');
    const study = childOf(patient, studyInstanceUID, 'STU');
    const series = childOf(study, seriesInstanceUID, 'SER');
    series.files += 1;
    return [...series.fileID, componentName('IMG', series.files)];
  });
}
