// Names on media are bytes: many are not UTF-8, and opening them must use the very bytes.

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The name for display: as UTF-8, or with each byte beyond ASCII as `\xHH` when it is not UTF-8. */
export function displayName(name: Uint8Array): string {
  try {
    return strict.decode(name);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return Array.from(name, displayByte).join('');
  }
}

function displayByte(byte: number): string {
  if (byte < 0x80) return String.fromCharCode(byte);
  return `\\x${byte.toString(16).padStart(2, '0').toUpperCase()}`;
}
