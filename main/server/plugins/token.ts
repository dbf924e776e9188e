import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in constant time; without a token everything is allowed. RFC 6750 §2.1. */
export function createTokenCheck(
  token: string | undefined,
): (authorization: string | undefined) => boolean {
  if (token === undefined) return () => true;
  const expected = digest(token);
  return (authorization) => {
    const [, sent] = /^bearer +(.+)$/i.exec(authorization ?? '') ?? [];
    return sent !== undefined && timingSafeEqual(digest(sent.trim()), expected);
  };
}

/** Digests have one length, so not even the token's length shows in the time taken. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
