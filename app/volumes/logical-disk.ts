// Drives of Windows: Win32_LogicalDisk as `ConvertTo-Json` of PowerShell writes it.
import type { Volume, VolumeKind } from '../model/volumes.ts';
import { isMember, jsonOf, numberOf, textOf } from './members.ts';
import type { Members } from './members.ts';

export const logicalDiskCommand =
  'Get-CimInstance Win32_LogicalDisk | Select-Object DeviceID,VolumeName,FileSystem,Size,DriveType | ConvertTo-Json -Compress';

/** DriveType. 3 are fixed disks, among them external ones: the system does not tell them apart here. */
const kinds = new Map<unknown, VolumeKind>([
  [2, 'removable'],
  [5, 'optical'],
]);

function volumeOf(disk: Members): readonly Volume[] {
  const kind = kinds.get(disk['DriveType']);
  const device = textOf(disk['DeviceID']);
  const totalBytes = numberOf(disk['Size']);
  // A drive without a medium has no size.
  if (kind === undefined || device === undefined || totalBytes === undefined) return [];
  const label = textOf(disk['VolumeName']);
  const fileSystem = textOf(disk['FileSystem']);
  return [
    {
      ...{ path: `${device}\\`, kind, totalBytes },
      ...(label !== undefined && { label }),
      ...(fileSystem !== undefined && { fileSystem }),
    },
  ];
}

/** Undefined when the text is no answer; one drive is written without a list around it. */
export function parseLogicalDisks(text: string): readonly Volume[] | undefined {
  const answer = text.trim() === '' ? [] : jsonOf(text);
  const disks: readonly unknown[] | undefined = Array.isArray(answer)
    ? answer
    : isMember(answer)
      ? [answer]
      : undefined;
  return disks?.filter(isMember).flatMap(volumeOf);
}
