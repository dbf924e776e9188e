// Drives of Linux, as `lsblk --json -b -o …` of util-linux tells of them.
import type { Volume, VolumeKind } from '../model/volumes.ts';
import { isMember, membersOf, numberOf, textOf } from './members.ts';
import type { Members } from './members.ts';

/** Columns asked for. */
export const lsblkArguments = [
  '--json',
  '--bytes',
  '--output',
  'PATH,TYPE,TRAN,RM,HOTPLUG,LABEL,FSTYPE,SIZE,MOUNTPOINT',
] as const;

/** Deeper nesting than disk, partition, encryption and logical volume is nobody's stick. */
const deepest = 8;

/** Older versions write `"1"` where newer ones write `true`. */
function isSet(value: unknown): boolean {
  return value === true || value === 1 || value === '1';
}

function kindOf({ type, tran, path, rm, hotplug }: Members): VolumeKind | undefined {
  if (type === 'rom') return 'optical';
  if (tran === 'usb') return 'usb';
  if (!isSet(rm) && !isSet(hotplug)) return undefined;
  return textOf(path)?.startsWith('/dev/mmcblk') === true ? 'card' : 'removable';
}

function volumeOf(device: Members, kind: VolumeKind): readonly Volume[] {
  const path = textOf(device['mountpoint']);
  // Swap space says `[SWAP]`.
  if (path?.startsWith('/') !== true) return [];
  const [label, fileSystem] = [textOf(device['label']), textOf(device['fstype'])];
  const totalBytes = numberOf(device['size']);
  return [
    {
      ...{ path, kind },
      ...(label !== undefined && { label }),
      ...(fileSystem !== undefined && { fileSystem }),
      ...(totalBytes !== undefined && { totalBytes }),
    },
  ];
}

/** What lies on a removable device is what the device is: partitions know less of themselves. */
function volumesOn(
  devices: unknown,
  above: VolumeKind | undefined,
  depth: number,
): readonly Volume[] {
  if (!Array.isArray(devices) || depth > deepest) return [];
  return devices.filter(isMember).flatMap((device) => {
    const kind = above ?? kindOf(device);
    const own = kind === undefined ? [] : volumeOf(device, kind);
    return [...own, ...volumesOn(device['children'], kind, depth + 1)];
  });
}

/** Mounted removable volumes; undefined when the text is no answer of `lsblk`. */
export function parseLsblk(text: string): readonly Volume[] | undefined {
  const answer = membersOf(text);
  if (answer === undefined || !Array.isArray(answer['blockdevices'])) return undefined;
  return volumesOn(answer['blockdevices'], undefined, 0);
}
