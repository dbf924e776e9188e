import { createHash, webcrypto } from 'node:crypto';

export interface StreamHash {
  /** Takes the next pieces, in order; `isLast` with the last of them, which may be none. */
  update(chunks: readonly Uint8Array[], isLast: boolean): Promise<void>;
  /** Lower-case hex, after the last piece. */
  hex(): string;
}

/**
 * SHA-256 of a stream. What comes as one piece (most instances do) is hashed beside the event loop; only longer
 * streams are hashed on it, piece by piece.
 */
export function createStreamHash(): StreamHash {
  const running = createHash('sha256');
  let isFirst = true;
  let digest: string | undefined;
  return {
    async update(chunks, isLast) {
      if (isFirst && isLast) {
        const [only = new Uint8Array()] = chunks;
        const bytes = chunks.length > 1 ? Buffer.concat(chunks) : only;
        digest = Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
        return;
      }
      isFirst = false;
      for (const chunk of chunks) running.update(chunk);
      if (isLast) digest = running.digest('hex');
    },
    hex() {
      if (digest === undefined) throw new TypeError('The stream has not ended');
      return digest;
    },
  };
}
