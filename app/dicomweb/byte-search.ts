/** Prepares the search for one pattern; the returned function gives the first position at or after `from`, or -1. */
export type ByteSearch = (pattern: Uint8Array) => (bytes: Uint8Array, from: number) => number;

/** For a short pattern in much data (Boyer–Moore–Horspool: most bytes are never looked at). */
export const byteSearch: ByteSearch = (pattern) => {
  const last = pattern.length - 1;
  const lastByte = pattern[last];
  const steps = new Uint8Array(256).fill(Math.min(pattern.length, 255));
  pattern.subarray(0, last).forEach((byte, index) => (steps[byte] = Math.min(last - index, 255)));

  const isAt = (bytes: Uint8Array, start: number) => {
    for (let index = 0; index < last; index += 1) {
      if (bytes[start + index] !== pattern[index]) return false;
    }
    return true;
  };
  return (bytes, from) => {
    let end = from + last;
    while (end < bytes.length) {
      const byte = bytes[end] ?? 0;
      if (byte === lastByte && isAt(bytes, end - last)) return end - last;
      end += steps[byte] ?? 1;
    }
    return -1;
  };
};
