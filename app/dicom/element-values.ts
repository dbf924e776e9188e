// Values of one element, by its VR (PS3.5 §6.2).
import type { CharacterSet } from './character-set.ts';

/** VRs whose text is in the Specific Character Set; the others are ASCII. */
export const characterSetVrs: ReadonlySet<string> = new Set('LO LT PN SH ST UC UN UT'.split(' '));
/** Values beyond this are nobody's text and no list of numbers; only `bytes` gives them. */
export const mostValueBytes = 32 * 1024 * 1024;

/** Text in which a backslash is a character like any other. */
const singleValueVrs: ReadonlySet<string> = new Set('LT ST UR UT'.split(' '));

export const textVrs: ReadonlySet<string> = new Set(
  'AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UR UT'.split(' '),
);

const ascii: CharacterSet = {
  decode: (bytes) => {
    let text = '';
    for (let i = 0; i < bytes.length; i += 8192) {
      // Not spread, which walks an iterator: that takes six times as long, dozens of times a file.
      text += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(i, i + 8192)) as string;
    }
    return text;
  },
};

/** Values as written, trailing padding blanks removed; a UI's padding NUL too. */
export function textValues(bytes: Uint8Array, vr: string, characterSet: CharacterSet): string[] {
  if (bytes.length === 0) return [];
  const text = (characterSetVrs.has(vr) ? characterSet : ascii).decode(bytes, vr);
  const values = singleValueVrs.has(vr) ? [text] : text.split('\\');
  return values.map((value) => value.replace(vr === 'UI' ? /[ \0]+$/ : / +$/, ''));
}

interface BinaryVr {
  readonly size: number;
  readonly read: (view: DataView, offset: number, isLittleEndian: boolean) => number | bigint;
}

const binaryVrs: Readonly<Record<string, BinaryVr>> = {
  US: { size: 2, read: (view, at, le) => view.getUint16(at, le) },
  SS: { size: 2, read: (view, at, le) => view.getInt16(at, le) },
  UL: { size: 4, read: (view, at, le) => view.getUint32(at, le) },
  SL: { size: 4, read: (view, at, le) => view.getInt32(at, le) },
  UV: { size: 8, read: (view, at, le) => view.getBigUint64(at, le) },
  SV: { size: 8, read: (view, at, le) => view.getBigInt64(at, le) },
  FL: { size: 4, read: (view, at, le) => view.getFloat32(at, le) },
  FD: { size: 8, read: (view, at, le) => view.getFloat64(at, le) },
  OW: { size: 2, read: (view, at, le) => view.getUint16(at, le) },
  OB: { size: 1, read: (view, at) => view.getUint8(at) },
};

export function isBinaryNumberVr(vr: string): boolean {
  return vr in binaryVrs && vr !== 'OW' && vr !== 'OB';
}

/** Numbers of a binary VR; bytes that make no whole value are left out. */
export function binaryValues(
  bytes: Uint8Array,
  vr: string,
  isLittleEndian: boolean,
): (number | bigint)[] {
  const kind = binaryVrs[vr];
  if (kind === undefined) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor(bytes.length / kind.size);
  return Array.from({ length: count }, (_, i) => kind.read(view, i * kind.size, isLittleEndian));
}

/** Attribute Tag values as eight hex digits. */
export function attributeTagValues(bytes: Uint8Array, isLittleEndian: boolean): string[] {
  const words = binaryValues(bytes, 'US', isLittleEndian).map((word) =>
    Number(word).toString(16).toUpperCase().padStart(4, '0'),
  );
  return Array.from(
    { length: Math.floor(words.length / 2) },
    (_, i) => `${words[2 * i] ?? ''}${words[2 * i + 1] ?? ''}`,
  );
}
