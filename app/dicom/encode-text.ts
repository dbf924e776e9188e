// Text to bytes in the character set of a file, the way back of character-set.ts. Whether it came out right is
// not believed but tried: what was encoded must decode to what it was.
import { characterSet, termKey, wholeEncodings } from './character-set.ts';
import { delimitersOf, extensionSets } from './code-extensions.ts';
import { decodeWith } from './text-decoders.ts';

/** Undefined when the character set named by Specific Character Set (0008,0005) cannot express the text. */
export function encodeText(
  text: string,
  vr: string,
  specificCharacterSet: readonly string[],
): Uint8Array | undefined {
  if (text.includes('\u001b')) return undefined;
  const bytes = isAscii(text)
    ? new TextEncoder().encode(text)
    : encoded(text, vr, specificCharacterSet);
  if (bytes === undefined) return undefined;
  return characterSet(specificCharacterSet).decode(bytes, vr) === text ? bytes : undefined;
}

// eslint-disable-next-line no-control-regex -- ASCII is what it says
const asciiOnly = /^[\x00-\x7f]*$/;

export function isAscii(text: string): boolean {
  return asciiOnly.test(text);
}

function encoded(
  text: string,
  vr: string,
  specificCharacterSet: readonly string[],
): Uint8Array | undefined {
  const [first = '', ...others] = specificCharacterSet.map(termKey);
  const whole = wholeEncodings[first];
  if (whole === 'utf-8') return new TextEncoder().encode(text);
  if (whole !== undefined) return wholeBytes(text, whole);
  return extendedBytes(text, delimitersOf(vr), [first, ...others]);
}

/** ASCII as it is, and characters of two bytes: GBK, and what GB 18030 has of it. */
function wholeBytes(text: string, label: string): Uint8Array | undefined {
  const table = reverseTable({ label, width: 2 });
  const bytes: number[] = [];
  for (const character of text) {
    const code = isAscii(character) ? [character.charCodeAt(0)] : table.get(character);
    if (code === undefined) return undefined;
    bytes.push(...code);
  }
  return Uint8Array.from(bytes);
}

interface CodeSet {
  /** Without ESC; empty for what is in force from the start. */
  readonly escape: string;
  readonly element: 'g0' | 'g1';
  readonly codes: ReadonlyMap<string, readonly number[]>;
}

/** PS3.5 §6.1.2.5: what the first value says is in force until an escape sequence, and again at each delimiter. */
function extendedBytes(
  text: string,
  delimiters: ReadonlySet<number>,
  keys: readonly string[],
): Uint8Array | undefined {
  const sets = codeSets(keys);
  const bytes: number[] = [];
  let inForce: Record<'g0' | 'g1', string> = { g0: '', g1: '' };
  const returnToAscii = (): void => {
    if (inForce.g0 !== '') bytes.push(...escapeBytes(keys[0] === 'IR13' ? '(J' : '(B'));
    inForce = { ...inForce, g0: '' };
  };
  for (const character of text) {
    if (isAscii(character)) {
      returnToAscii();
      bytes.push(character.charCodeAt(0));
      if (delimiters.has(character.charCodeAt(0))) inForce = { g0: '', g1: '' };
      continue;
    }
    const set = sets.find(({ codes }) => codes.has(character));
    if (set === undefined) return undefined;
    if (inForce[set.element] !== set.escape) {
      // Back to the set of the first value there is a way only where it has an escape sequence too.
      if (set.escape === '') return undefined;
      bytes.push(...escapeBytes(set.escape));
      inForce = { ...inForce, [set.element]: set.escape };
    }
    bytes.push(...(set.codes.get(character) ?? []));
  }
  returnToAscii();
  return Uint8Array.from(bytes);
}

function escapeBytes(escape: string): readonly number[] {
  return [0x1b, ...Array.from(escape, (one) => one.charCodeAt(0))];
}

function codeSets(keys: readonly string[]): readonly CodeSet[] {
  return keys.flatMap((key, position) => {
    const set = extensionSets[key];
    if (set === undefined) return [];
    // A set of two bytes, or of a later value, has to be put in place by its escape sequence.
    const isInitial = position === 0 && set.width === 1;
    return [
      { escape: isInitial ? '' : set.escape, element: set.element, codes: reverseTable(set) },
    ];
  });
}

interface Coded {
  readonly label: string;
  readonly width: 1 | 2;
  readonly element?: 'g0' | 'g1';
  readonly toDecoder?: (bytes: readonly number[]) => readonly number[];
}

const tables = new Map<string, ReadonlyMap<string, readonly number[]>>();

/** Character → code bytes, made once by decoding every code there is. */
function reverseTable(set: Coded): ReadonlyMap<string, readonly number[]> {
  const key = [set.label, set.width, set.element, set.toDecoder?.([0x21, 0x21]).length].join(' ');
  const known = tables.get(key);
  if (known !== undefined) return known;
  const table = new Map<string, readonly number[]>();
  for (const code of codesOf(set)) {
    const bytes = set.toDecoder?.(code) ?? code;
    const character = decodeWith(set.label, Uint8Array.from(bytes));
    const isOne = Array.from(character).length === 1 && character !== '\uFFFD';
    if (isOne && !isAscii(character) && !table.has(character)) table.set(character, code);
  }
  tables.set(key, table);
  return table;
}

function* codesOf({ width, element }: Coded): Generator<readonly number[]> {
  if (width === 1) {
    for (let code = 0xa0; code <= 0xff; code++) yield [code];
    return;
  }
  const [low, high] = element === 'g0' ? [0x21, 0x7e] : [0xa1, 0xfe];
  // GBK has codes beside those of a set of 94 × 94.
  const isWhole = element === undefined;
  for (let first = isWhole ? 0x81 : low; first <= high; first++) {
    for (let second = isWhole ? 0x40 : low; second <= high; second++) yield [first, second];
  }
}
