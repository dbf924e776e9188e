// Drives of macOS, one by one, as `diskutil info -plist` tells of them.
import type { Volume, VolumeKind } from '../model/volumes.ts';
import { numberOf, textOf } from './members.ts';

/** The property list is flat where it matters: a key, then its value. */
const entry = /<key>([^<]*)<\/key>\s*(?:<(string|integer)>([^<]*)<\/\2>|<(true|false)\s*\/>)/g;

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

function valuesIn(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [, key = '', , value, flag] of text.matchAll(entry)) {
    const plain = (value ?? flag ?? '').replace(/&\w+;/g, (name) => entities[name] ?? name);
    if (!values.has(key)) values.set(key, plain);
  }
  return values;
}

function kindOf(values: ReadonlyMap<string, string>): VolumeKind | undefined {
  if (values.has('OpticalMediaType') || values.has('OpticalDeviceType')) return 'optical';
  if (values.get('BusProtocol') === 'Secure Digital') return 'card';
  if (values.get('BusProtocol') === 'USB') return 'usb';
  const flags = ['RemovableMediaOrExternalDevice', 'RemovableMedia', 'Ejectable'];
  return flags.some((flag) => values.get(flag) === 'true') ? 'removable' : undefined;
}

/** Undefined for a volume that is not removable, or not mounted. */
export function parseDiskutil(text: string): Volume | undefined {
  const values = valuesIn(text);
  const kind = kindOf(values);
  const path = textOf(values.get('MountPoint'));
  if (kind === undefined || path === undefined) return undefined;
  const label = textOf(values.get('VolumeName'));
  const fileSystem = textOf(values.get('FilesystemType'));
  const totalBytes = numberOf(values.get('TotalSize') ?? values.get('Size'));
  return {
    ...{ path, kind },
    ...(label !== undefined && { label }),
    ...(fileSystem !== undefined && { fileSystem }),
    ...(totalBytes !== undefined && { totalBytes }),
  };
}
