// PS3.6: what the Standard says of a tag. Parsed once, on first use.
import { dictionaryTable } from './dictionary-table.ts';
import type { Tag } from './dataset.ts';

export interface DictionaryEntry {
  readonly tag: Tag;
  /** `ox` = OB or OW, `xs` = US or SS, `lt` = US or OW: decided by the data set. */
  readonly vr: string;
  readonly vm: string;
  readonly keyword: string;
}

let byTag: Map<Tag, DictionaryEntry> | undefined;
let byKeyword: Map<string, Tag> | undefined;

function entries(): Map<Tag, DictionaryEntry> {
  byTag ??= new Map(
    dictionaryTable
      .trim()
      .split('\n')
      .map((line) => {
        const [tag = '', vr = 'UN', vm = '1', keyword = ''] = line.split(' ');
        return [tag, { tag, vr, vm, keyword }];
      }),
  );
  return byTag;
}

/** Groups 5000–50FF (curves) and 6000–60FF (overlays) repeat; all share the entry of the first. */
export function dictionaryEntry(tag: Tag): DictionaryEntry | undefined {
  const entry = entries().get(tag);
  if (entry !== undefined) return entry;
  if (/^(50|60)[0-9A-F][02468ACE]/.test(tag)) {
    return entries().get(`${tag.slice(0, 2)}00${tag.slice(4)}`);
  }
  return undefined;
}

export function keywordOf(tag: Tag): string | undefined {
  return dictionaryEntry(tag)?.keyword;
}

/** As the Standard has it, or one of `ox`, `xs`, `lt`. */
export function vrOf(tag: Tag): string | undefined {
  return dictionaryEntry(tag)?.vr;
}

export function vmOf(tag: Tag): string | undefined {
  return dictionaryEntry(tag)?.vm;
}

/** Exact spelling, as the Standard has it. */
export function tagOf(keyword: string): Tag | undefined {
  byKeyword ??= new Map([...entries().values()].map((entry) => [entry.keyword, entry.tag]));
  return byKeyword.get(keyword);
}

export function isPrivate(tag: Tag): boolean {
  return (parseInt(tag.slice(3, 4), 16) & 1) === 1;
}

/** (gggg,0010–00FF) with odd gggg: reserves a block of private elements, PS3.5 §7.8.1. */
export function isPrivateCreator(tag: Tag): boolean {
  return isPrivate(tag) && /^00[1-9A-F][0-9A-F]$/.test(tag.slice(4));
}

/** VR of an Implicit VR element; UN when the dictionary does not know it (PS3.5 §6.2.2). */
export function implicitVr(tag: Tag): string {
  if (tag.endsWith('0000')) return 'UL';
  if (isPrivateCreator(tag)) return 'LO';
  return dictionaryEntry(tag)?.vr ?? 'UN';
}
