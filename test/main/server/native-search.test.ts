import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byteSearch } from '../../../app/dicomweb/byte-search.ts';
import { nativeSearch } from '../../../main/server/native-search.ts';

const letters = fc.constantFrom(1, 2);

it('finds what the portable search finds, shorter patterns and longer ones, in any part of a buffer', () => {
  fc.assert(
    fc.property(
      fc.array(letters, { minLength: 1, maxLength: 12 }),
      fc.array(letters, { maxLength: 400 }),
      fc.nat(20),
      fc.nat(5),
      (pattern, bytes, from, start) => {
        const part = Uint8Array.from(bytes).subarray(start);
        const needle = Uint8Array.from(pattern);
        expect(nativeSearch(needle)(part, from)).toBe(byteSearch(needle)(part, from));
      },
    ),
    { numRuns: 500 },
  );
});
