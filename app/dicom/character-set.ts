// PS3.3 C.12.1.1.2 and PS3.5 §6.1: bytes to text for every defined term, code extensions included.
import { decodeExtended, type CodeElements, type Designation } from './code-extensions.ts';
import { decodeWith } from './text-decoders.ts';

export interface CharacterSet {
  /**
   * Text of one element; backslashes in the result separate values. The VR decides which characters are
   * delimiters, at which code extensions end (PS3.5 §6.1.2.5.3).
   */
  decode(bytes: Uint8Array, vr: string): string;
}

/** Decoder label of each defined term for bytes no escape sequence stands before; spelling folded by `termKey`. */
const labels: Readonly<Record<string, string>> = {
  IR100: 'windows-1252',
  IR101: 'iso-8859-2',
  IR109: 'iso-8859-3',
  IR110: 'iso-8859-4',
  IR144: 'iso-8859-5',
  IR127: 'iso-8859-6',
  IR126: 'iso-8859-7',
  IR138: 'iso-8859-8',
  IR148: 'windows-1254',
  IR203: 'iso-8859-15',
  IR166: 'windows-874',
  IR13: 'shift_jis',
  // Two-byte sets come by escape sequences; devices that forget them write the encodings of their country.
  IR87: 'shift_jis',
  IR159: 'shift_jis',
  IR149: 'euc-kr',
  IR58: 'gb18030',
};

/** Encodings that know no escape sequences. */
export const wholeEncodings: Readonly<Record<string, string>> = {
  IR192: 'utf-8',
  UTF8: 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gb18030',
  GB2312: 'gb18030',
};

/** `ISO_IR 100`, `ISO 2022 IR 100`, `ISO-IR 100`, `iso_ir_100` are one set: devices spell them all. */
export function termKey(term: string): string {
  const folded = term.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return folded.replace(/^ISO(2022)?(?=IR|GB|UTF)/, '').replace(/^IR(?=GB|UTF)/, '');
}

const sets = new Map<string, CharacterSet>();
/** Files use a handful; what hostile ones invent is not kept. */
const mostSets = 256;

/** The character set named by the values of Specific Character Set (0008,0005). Unknown terms count as absent. */
export function characterSet(specificCharacterSet: readonly string[]): CharacterSet {
  const key = specificCharacterSet.join('\\');
  let set = sets.get(key);
  if (set === undefined) {
    set = makeSet(specificCharacterSet.map(termKey));
    if (sets.size < mostSets) sets.set(key, set);
  }
  return set;
}

function makeSet(keys: readonly string[]): CharacterSet {
  const whole = wholeEncodings[keys[0] ?? ''];
  if (whole !== undefined) return { decode: (bytes) => decodeWith(whole, bytes) };
  // Without a G1 set of its own (IR 6), the first value leaves high bytes to the next one that has.
  const label = keys.map((key) => labels[key]).find((known) => known !== undefined);
  if (label === undefined) return undeclaredSet;
  const initial = initialElements(keys[0] ?? '', label);
  return {
    decode(bytes, vr) {
      if (!bytes.includes(escapeByte)) return decodeWith(label, bytes);
      return decodeExtended(bytes, initial, vr);
    },
  };
}

const escapeByte = 0x1b;
const ascii: Designation = { label: 'windows-1252', width: 1 };

function initialElements(firstKey: string, label: string): CodeElements {
  const g1: Designation = { label, width: 1 };
  // IR 13 means romaji in G0 and katakana in G1; one decoder knows both.
  return { g0: firstKey === 'IR13' ? g1 : ascii, g1 };
}

// eslint-disable-next-line no-control-regex -- the whole of ASCII, ESC apart, is the same in both readings
const asciiText = /^[\x00-\x7f]*$/;

/** No term, IR 6 alone, or one nobody defined: ASCII is certain; other bytes are UTF-8 when valid as such. */
const undeclaredSet: CharacterSet = {
  decode(bytes) {
    const text = decodeWith('windows-1252', bytes);
    if (asciiText.test(text)) return text;
    const utf8 = decodeWith('utf-8', bytes);
    return utf8.includes('\uFFFD') ? text : utf8;
  },
};
