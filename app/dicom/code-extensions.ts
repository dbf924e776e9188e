// Code extension techniques: ISO 2022 as DICOM uses it (PS3.5 §6.1.2.5, PS3.3 Tables C.12-3 and C.12-4).
import { decodeWith } from './text-decoders.ts';

/** A set of characters put in place by an escape sequence. */
export interface Designation {
  /** Label of the platform's decoder. */
  readonly label: string;
  /** Bytes a character takes. */
  readonly width: 1 | 2;
  /** How code bytes become what the decoder expects. */
  readonly toDecoder?: (bytes: readonly number[]) => readonly number[];
}

/** What bytes 21–7E (G0) and A1–FE (G1) mean. */
export interface CodeElements {
  readonly g0: Designation;
  readonly g1: Designation;
}

const withHighBits = (bytes: readonly number[]) => bytes.map((byte) => byte | 0x80);
/** EUC-JP carries JIS X 0212 behind 8FH. */
const asThirdPlane = (bytes: readonly number[]) =>
  bytes.flatMap((byte, index) => (index % 2 === 0 ? [0x8f, byte | 0x80] : [byte | 0x80]));

const ascii: Designation = { label: 'windows-1252', width: 1 };
const romaji: Designation = { label: 'shift_jis', width: 1 };
const kanji: Designation = { label: 'euc-jp', width: 2, toDecoder: withHighBits };
const supplement: Designation = { label: 'euc-jp', width: 2, toDecoder: asThirdPlane };

/** Escape sequences without ESC. */
const escapes: Readonly<Record<string, Partial<CodeElements>>> = {
  '(B': { g0: ascii },
  '(J': { g0: romaji },
  ')I': { g1: { label: 'shift_jis', width: 1 } },
  $B: { g0: kanji },
  '$(B': { g0: kanji },
  '$@': { g0: kanji },
  '$(D': { g0: supplement },
  '$)C': { g1: { label: 'euc-kr', width: 2 } },
  '$)A': { g1: { label: 'gb18030', width: 2 } },
  '-A': { g1: { label: 'windows-1252', width: 1 } },
  '-B': { g1: { label: 'iso-8859-2', width: 1 } },
  '-C': { g1: { label: 'iso-8859-3', width: 1 } },
  '-D': { g1: { label: 'iso-8859-4', width: 1 } },
  '-F': { g1: { label: 'iso-8859-7', width: 1 } },
  '-G': { g1: { label: 'iso-8859-6', width: 1 } },
  '-H': { g1: { label: 'iso-8859-8', width: 1 } },
  '-L': { g1: { label: 'iso-8859-5', width: 1 } },
  '-M': { g1: { label: 'windows-1254', width: 1 } },
  '-T': { g1: { label: 'windows-874', width: 1 } },
  '-b': { g1: { label: 'iso-8859-15', width: 1 } },
};

/** Escape sequences by the key of the defined term that allows them (PS3.3 Tables C.12-3 and C.12-4). */
const escapesOfTerms: Readonly<Record<string, string>> = {
  ...{ IR13: ')I', IR87: '$B', IR159: '$(D', IR149: '$)C', IR58: '$)A' },
  ...{ IR100: '-A', IR101: '-B', IR109: '-C', IR110: '-D', IR126: '-F', IR127: '-G' },
  ...{ IR138: '-H', IR144: '-L', IR148: '-M', IR166: '-T', IR203: '-b' },
};

/** The set a defined term adds, and how it is put in place. */
export interface ExtensionSet extends Designation {
  /** Without ESC. */
  readonly escape: string;
  readonly element: keyof CodeElements;
}

export const extensionSets: Readonly<Record<string, ExtensionSet>> = Object.fromEntries(
  Object.entries(escapesOfTerms).flatMap(([term, escape]): [string, ExtensionSet][] => {
    const { g0, g1 } = escapes[escape] ?? {};
    if (g1 !== undefined) return [[term, { ...g1, escape, element: 'g1' }]];
    return g0 === undefined ? [] : [[term, { ...g0, escape, element: 'g0' }]];
  }),
);

const codesOf = (characters: string) => Array.from(characters, (one) => one.charCodeAt(0));
const lineEnds = codesOf('\t\n\f\r');
const valueEnds: ReadonlySet<number> = new Set([...lineEnds, ...codesOf('\\')]);
const nameEnds: ReadonlySet<number> = new Set([...lineEnds, ...codesOf('\\^=')]);
const onlyLineEnds: ReadonlySet<number> = new Set(lineEnds);

/** After these, what the first value of (0008,0005) says is in force again. */
export function delimitersOf(vr: string): ReadonlySet<number> {
  if (vr === 'PN') return nameEnds;
  return vr === 'LT' || vr === 'ST' || vr === 'UT' ? onlyLineEnds : valueEnds;
}

/** Text of bytes with escape sequences; sequences nobody defined leave no trace but their own characters. */
export function decodeExtended(bytes: Uint8Array, initial: CodeElements, vr: string): string {
  const delimiters = delimitersOf(vr);
  const runs = new Runs();
  let elements = initial;
  for (let i = 0; i < bytes.length;) {
    const byte = bytes[i] ?? 0;
    if (byte === 0x1b) {
      const found = escapeAt(bytes, i + 1);
      elements = { ...elements, ...found?.change };
      i += 1 + (found?.length ?? 0);
      continue;
    }
    const set = byte < 0x80 ? elements.g0 : elements.g1;
    const isDelimiter = delimiters.has(byte) && (byte < 0x21 || set.width === 1);
    if (byte < 0x21 || isDelimiter) {
      runs.add(initial.g0, [byte]);
      if (isDelimiter) elements = initial;
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
    const change = escapes[String.fromCharCode(...bytes.subarray(at, at + length))];
    if (change !== undefined) return { change, length };
  }
  return undefined;
}

/** Collects neighbouring bytes of one set, so that a decoder sees whole characters. */
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
    this.#text += decodeWith(this.#set.label, Uint8Array.from(bytes));
    this.#bytes = [];
  }
}
