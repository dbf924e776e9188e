// Drives of Linux without `lsblk`: what is mounted where desktops mount media (proc(5), /proc/self/mountinfo).
import type { Volume } from '../model/volumes.ts';

/** The folders udisks and its forerunners mount into; the name of the mount point is the label. */
const mediaFolder = /^\/(?:run\/media\/[^/]+|media\/[^/]+|media|mnt\/cdrom)(?:\/|$)/;
const discs: ReadonlySet<string> = new Set(['iso9660', 'udf']);

/** Blanks and backslashes in names are written as three octal digits. */
function unescaped(name: string): string {
  return name.replace(/\\([0-7]{3})/g, (_all, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

function volumeIn(line: string): readonly Volume[] {
  const [before = '', after = ''] = line.split(' - ');
  const path = unescaped(before.split(' ')[4] ?? '');
  const [fileSystem = '', device = ''] = after.split(' ');
  if (!mediaFolder.test(path) || !device.startsWith('/dev/')) return [];
  const label = path.split('/').at(-1) ?? '';
  return [{ path, label, kind: discs.has(fileSystem) ? 'optical' : 'removable', fileSystem }];
}

export function parseMountinfo(text: string): readonly Volume[] {
  return text.split('\n').flatMap(volumeIn);
}
