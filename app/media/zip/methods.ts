// How entries of a ZIP archive may be packed (APPNOTE.TXT 4.4.5).

/** Stored, Deflate, Deflate64. */
const readMethods: ReadonlySet<number> = new Set([0, 8, 9]);

const names: Readonly<Record<number, string>> = {
  1: 'Shrink',
  2: 'Reduce',
  3: 'Reduce',
  4: 'Reduce',
  5: 'Reduce',
  6: 'Implode',
  10: 'PKWARE DCL Implode',
  12: 'BZIP2',
  14: 'LZMA',
  16: 'IBM CMPSC',
  18: 'IBM TERSE',
  19: 'IBM LZ77',
  93: 'Zstandard',
  95: 'XZ',
  96: 'JPEG variant',
  97: 'WavPack',
  98: 'PPMd',
};

/** The name of a method that is not read; undefined for one that is. */
export function unreadMethod(method: number): string | undefined {
  if (readMethods.has(method)) return undefined;
  return names[method] ?? `number ${String(method)}`;
}
