// PS3.3 C.12.1.1.2 and PS3.5 §6.1: bytes to text for every defined term, code extensions included.

/** Decodes one element's bytes into text; backslashes in the result separate values. */
export interface CharacterSet {
  decode(bytes: Uint8Array): string;
}

interface Designation {
  /** Label of the platform's decoder. */
  readonly label: string;
  /** Bytes a character takes while this set is invoked. */
  readonly width: 1 | 2;
  /** How code bytes become what the decoder expects. */
  readonly toDecoder?: (bytes: readonly number[]) => readonly number[];
}

const withHighBits = (bytes: readonly number[]) => bytes.map((byte) => byte | 0x80);
/** EUC-JP carries JIS X 0212 behind 8FH. */
const asThirdPlane = (bytes: readonly number[]) =>
  bytes.flatMap((byte, index) => (index % 2 === 0 ? [0x8f, byte | 0x80] : [byte | 0x80]));

/** Defined terms without code extensions, spelling folded by `termKey`. */
const singleSets: Readonly<Record<string, string>> = {
  IR6: 'windows-1252',
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
  IR13: 'shift_jis',
  IR166: 'windows-874',
  IR87: 'iso-2022-jp',
  IR159: 'iso-2022-jp',
  IR149: 'euc-kr',
  IR58: 'gb18030',
  IR192: 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gb18030',
  GB2312: 'gb18030',
  UTF8: 'utf-8',
};

/** Escape sequences of PS3.3 Tables C.12-3 and C.12-4, without ESC. G0 sets replace 21–7E, G1 sets A1–FE. */
const escapes: Readonly<Record<string, { readonly slot: 'g0' | 'g1'; readonly set: Designation }>> =
  {
    '(B': { slot: 'g0', set: { label: 'windows-1252', width: 1 } },
    '(J': { slot: 'g0', set: { label: 'shift_jis', width: 1 } },
    ')I': { slot: 'g1', set: { label: 'shift_jis', width: 1 } },
    $B: { slot: 'g0', set: { label: 'euc-jp', width: 2, toDecoder: withHighBits } },
    '$@': { slot: 'g0', set: { label: 'euc-jp', width: 2, toDecoder: withHighBits } },
    '$(D': { slot: 'g0', set: { label: 'euc-jp', width: 2, toDecoder: asThirdPlane } },
    '$)C': { slot: 'g1', set: { label: 'euc-kr', width: 2 } },
    '$)A': { slot: 'g1', set: { label: 'gb18030', width: 2 } },
    '-A': { slot: 'g1', set: { label: 'windows-1252', width: 1 } },
    '-B': { slot: 'g1', set: { label: 'iso-8859-2', width: 1 } },
    '-C': { slot: 'g1', set: { label: 'iso-8859-3', width: 1 } },
    '-D': { slot: 'g1', set: { label: 'iso-8859-4', width: 1 } },
    '-F': { slot: 'g1', set: { label: 'iso-8859-7', width: 1 } },
    '-G': { slot: 'g1', set: { label: 'iso-8859-6', width: 1 } },
    '-H': { slot: 'g1', set: { label: 'iso-8859-8', width: 1 } },
    '-L': { slot: 'g1', set: { label: 'iso-8859-5', width: 1 } },
    '-M': { slot: 'g1', set: { label: 'windows-1254', width: 1 } },
    '-T': { slot: 'g1', set: { label: 'windows-874', width: 1 } },
    '-b': { slot: 'g1', set: { label: 'iso-8859-15', width: 1 } },
  };

/** `ISO_IR 100`, `ISO 2022 IR 100`, `ISO-IR 100`, `iso_ir_100` are one set: devices spell them all. */
function termKey(term: string): string {
  const folded = term.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return folded.replace(/^ISO(2022)?(?=IR)/, '');
}

const decoders = new Map<string, TextDecoder>();

function decoderOf(label: string): TextDecoder {
  let decoder = decoders.get(label);
  if (decoder === undefined) {
    decoder = new TextDecoder(label);
    decoders.set(label, decoder);
  }
  return decoder;
}

const sets = new Map<string, CharacterSet>();

/** The character set named by the values of Specific Character Set (0008,0005). */
export function characterSet(specificCharacterSet: readonly string[]): CharacterSet {
  const key = specificCharacterSet.join('\\');
  let set = sets.get(key);
  if (set === undefined) {
    const isExtended = specificCharacterSet.some((term) => /2022/.test(term));
    const label = singleSets[termKey(specificCharacterSet[0] ?? '')];
    set = isExtended
      ? extendedSet(label ?? 'windows-1252')
      : label === undefined
        ? undeclaredSet
        : { decode: (bytes) => decodePlain(bytes, label) };
    sets.set(key, set);
  }
  return set;
}

const plainText = /^[\x20-\x7e]*$/;

function decodePlain(bytes: Uint8Array, label: string): string {
  return decoderOf(label).decode(bytes);
}

/** No term, or one nobody defined: ASCII is certain; other bytes are UTF-8 when they are valid as such. */
const undeclaredSet: CharacterSet = {
  decode(bytes) {
    const text = decoderOf('windows-1252').decode(bytes);
    if (plainText.test(text)) return text;
    const utf8 = decoderOf('utf-8').decode(bytes);
    return utf8.includes('\uFFFD') ? text : utf8;
  },
};

const escapeByte = 0x1b;
/** PS3.5 §6.1.2.5.3: after these, G0 and G1 are what the first value of (0008,0005) says again. */
const resets: ReadonlySet<number> = new Set(
  [...'\\^=\t\n\f\r'].map((character) => character.charCodeAt(0)),
);

function extendedSet(initialLabel: string): CharacterSet {
  const initial = {
    g0: { label: 'windows-1252', width: 1 } as Designation,
    g1: { label: initialLabel, width: 1 } as Designation,
  };
  // IR 13 as first value means romaji in G0 and katakana in G1; one decoder knows both.
  if (initialLabel === 'shift_jis') initial.g0 = { label: 'shift_jis', width: 1 };
  return {
    decode(bytes) {
      if (!bytes.includes(escapeByte)) return decodePlain(bytes, initialLabel);
      return decodeExtended(bytes, initial);
    },
  };
}

function decodeExtended(
  bytes: Uint8Array,
  initial: { readonly g0: Designation; readonly g1: Designation },
): string {
  const runs = new Runs();
  let { g0, g1 } = initial;
  for (let i = 0; i < bytes.length;) {
    const byte = bytes[i] ?? 0;
    if (byte === escapeByte) {
      const found = escapeAt(bytes, i + 1);
      if (found === undefined) {
        i += 1;
        continue;
      }
      if (found.slot === 'g0') g0 = found.set;
      else g1 = found.set;
      i += 1 + found.length;
      continue;
    }
    const set = byte < 0x80 ? g0 : g1;
    if (byte < 0x21 || (set.width === 1 && resets.has(byte))) {
      runs.add(initial.g0, [byte]);
      if (resets.has(byte)) ({ g0, g1 } = initial);
      i += 1;
      continue;
    }
    runs.add(set, [...bytes.subarray(i, i + set.width)]);
    i += set.width;
  }
  return runs.text();
}

function escapeAt(bytes: Uint8Array, at: number) {
  for (const length of [3, 2]) {
    const text = String.fromCharCode(...bytes.subarray(at, at + length));
    const found = escapes[text];
    if (found !== undefined) return { ...found, length };
  }
  return undefined;
}

/** Collects neighbouring bytes of one set, so that a decoder sees whole words. */
class Runs {
  #text = '';
  #set: Designation | undefined;
  #bytes: number[] = [];

  add(set: Designation, bytes: readonly number[]): void {
    if (set !== this.#set) this.#flush();
    this.#set = set;
    this.#bytes.push(...bytes);
  }

  text(): string {
    this.#flush();
    return this.#text;
  }

  #flush(): void {
    if (this.#set === undefined || this.#bytes.length === 0) return;
    const bytes = this.#set.toDecoder?.(this.#bytes) ?? this.#bytes;
    this.#text += decoderOf(this.#set.label).decode(Uint8Array.from(bytes));
    this.#bytes = [];
  }
}
