// `byteSearch` by the machine's own means, for the half a megabyte of every image that is stored.
import type { ByteSearch } from '../../app/dicomweb/byte-search.ts';

/** Up to so many bytes Node looks for the first one as fast as memory is read; longer patterns go through a slower search. */
const prefixBytes = 6;

export const nativeSearch: ByteSearch = (pattern) => {
  const whole = Buffer.from(pattern);
  const prefix = whole.subarray(0, prefixBytes);
  return (bytes, from) => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = text.indexOf(prefix, from);
    while (at >= 0 && !text.subarray(at, at + whole.length).equals(whole)) {
      at = text.indexOf(prefix, at + 1);
    }
    return at;
  };
};
