// Volume descriptors of ISO 9660 (ECMA-119 §8), with those of Joliet.

/** ECMA-119 §6.1.2: what descriptors are written in, whatever the logical block size. */
export const sectorBytes = 2048;
/** ECMA-119 §6.2.1: the first descriptor; the sectors before are the system's. */
export const firstDescriptorSector = 16;

export interface Volume {
  readonly kind: 'primary' | 'joliet';
  readonly volumeIdentifier: string;
  readonly blockBytes: number;
  /** First block of the root directory. */
  readonly rootBlock: number;
  readonly rootBytes: number;
}

/** What one sector of the descriptor set is; `other` ones are stepped over. */
export type Descriptor = Volume | 'end' | 'other' | 'foreign';

const ucs2Escapes: ReadonlySet<string> = new Set(['%/@', '%/C', '%/E']);

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

/** Names of Joliet: UCS-2, most significant byte first. */
export function ucs2(bytes: Uint8Array): string {
  return new TextDecoder('utf-16be').decode(bytes);
}

/** Reads one sector of the volume descriptor set. */
export function readDescriptor(sector: Uint8Array): Descriptor {
  if (sector.length < sectorBytes || latin1(sector.subarray(1, 6)) !== 'CD001') return 'foreign';
  const type = sector[0];
  if (type === 255) return 'end';
  const isJoliet = type === 2 && ucs2Escapes.has(latin1(sector.subarray(88, 91)));
  if (type !== 1 && !isJoliet) return 'other';
  const view = new DataView(sector.buffer, sector.byteOffset, sector.byteLength);
  const name = sector.subarray(40, 72);
  return {
    kind: isJoliet ? 'joliet' : 'primary',
    volumeIdentifier: (isJoliet ? ucs2(name) : latin1(name)).replace(/[ \0]+$/, ''),
    blockBytes: view.getUint16(128, true),
    rootBlock: view.getUint32(158, true) + (sector[157] ?? 0),
    rootBytes: view.getUint32(166, true),
  };
}
