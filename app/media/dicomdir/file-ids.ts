// File IDs of a DICOMDIR against names of a medium. A File ID is only ever compared, never opened.

/** Lower case, without version number, the dot before it and extension of ISO 9660 and of FAT. */
function spelling(component: string): string {
  return component.replace(/;\d+$/, '').replace(/\.$/, '').toLowerCase();
}

/** Equal for paths that a DICOMDIR and a medium may spell differently. */
export function comparablePath(components: readonly string[]): string {
  return components.map(spelling).join('/');
}

/** What would lead out of the folder, or into it by another way than down (PS3.10 §8.5 allows A to Z, 0 to 9, _). */
const leadingOut = /^\.{0,2}$|^[A-Za-z]:|[\p{Cc}:\\]/u;
/** PS3.10 §8.2. */
const deepest = 8;

export function leadsOut(fileID: readonly string[]): boolean {
  return fileID.some((component) => leadingOut.test(component));
}

export function isTooDeep(fileID: readonly string[]): boolean {
  return fileID.length > deepest;
}

/** Components of the folder a path lies in. */
export function folderOf(path: string): readonly string[] {
  return path.split('/').slice(0, -1);
}

/** DICOMDIR as discs spell it: any case, perhaps with the version number of ISO 9660. */
export function isDicomdirName(path: string): boolean {
  return /^dicomdir\.?(;1)?$/i.test(path.split('/').at(-1) ?? '');
}
