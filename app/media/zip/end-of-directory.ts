// The end of a ZIP archive says where its central directory is (APPNOTE.TXT 4.3.14 to 4.3.16).

const endSignature = 0x06054b50;
const endBytes = 22;
const locatorSignature = 0x07064b50;
const locatorBytes = 20;
const end64Signature = 0x06064b50;
export const end64Bytes = 56;
/** What its own size says from where on it tells of an encrypted directory as well (APPNOTE.TXT 7.3.4). */
const encryptedEnd64Size = 72;
const most16 = 0xffff;
const most32 = 0xffffffff;

/** As many of the last bytes as can hold the record with the longest comment, and a locator before it. */
export const tailBytes = locatorBytes + endBytes + most16;

export interface EndOfDirectory {
  readonly entries: number;
  /** Of the central directory. */
  readonly bytes: number;
  /** As recorded; wrong by what was put before the archive, if anything was. */
  readonly offset: number;
  /** Part of an archive that was split. */
  readonly isSplit: boolean;
  readonly isDirectoryEncrypted: boolean;
}

/** The record in the last bytes of an archive. */
export interface FoundEnd {
  /** From the start of the bytes it was found in. */
  readonly at: number;
  readonly end: EndOfDirectory;
  /** Where the record of ZIP64 is said to be, when the sizes do not fit into this one. */
  readonly end64Offset?: number;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The last one whose comment ends where the archive ends; else the last whose comment fits at all. */
function positionOfEnd(view: DataView): number | undefined {
  let fitting: number | undefined;
  for (let at = view.byteLength - endBytes; at >= 0; at -= 1) {
    if (view.getUint32(at, true) !== endSignature) continue;
    const commentEnd = at + endBytes + view.getUint16(at + 20, true);
    if (commentEnd === view.byteLength) return at;
    if (commentEnd < view.byteLength) fitting ??= at;
  }
  return fitting;
}

function locatedOffset(view: DataView, at: number): number | undefined {
  const from = at - locatorBytes;
  if (from < 0 || view.getUint32(from, true) !== locatorSignature) return undefined;
  return Number(view.getBigUint64(from + 8, true));
}

/** Finds the record in the last `tailBytes` of an archive; undefined when there is none. */
export function findEndOfDirectory(tail: Uint8Array): FoundEnd | undefined {
  const view = viewOf(tail);
  const at = positionOfEnd(view);
  if (at === undefined) return undefined;
  const disk = view.getUint16(at + 4, true);
  const entries = view.getUint16(at + 10, true);
  const bytes = view.getUint32(at + 12, true);
  const offset = view.getUint32(at + 16, true);
  const end = { entries, bytes, offset, isDirectoryEncrypted: false };
  const isFull = entries === most16 || bytes === most32 || offset === most32 || disk === most16;
  const end64Offset = isFull ? locatedOffset(view, at) : undefined;
  if (end64Offset !== undefined) return { at, end: { ...end, isSplit: false }, end64Offset };
  return { at, end: { ...end, isSplit: disk !== 0 } };
}

/** Reads the record of ZIP64; undefined when the bytes do not begin with one. */
export function readEnd64(bytes: Uint8Array): EndOfDirectory | undefined {
  const view = viewOf(bytes);
  if (bytes.length < end64Bytes || view.getUint32(0, true) !== end64Signature) return undefined;
  return {
    isDirectoryEncrypted: view.getBigUint64(4, true) >= encryptedEnd64Size,
    isSplit: view.getUint32(16, true) !== 0,
    entries: Number(view.getBigUint64(32, true)),
    bytes: Number(view.getBigUint64(40, true)),
    offset: Number(view.getBigUint64(48, true)),
  };
}
