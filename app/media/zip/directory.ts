// Records of a ZIP archive's central directory (APPNOTE.TXT 4.3.12).

const recordSignature = 0x02014b50;
/** Archive extra data (APPNOTE.TXT 4.3.11): what follows is encrypted. */
const encryptedSignature = 0x08064b50;
const signatureSignature = 0x05054b50;
const fixedRecordBytes = 46;
const most32 = 0xffffffff;
const zip64Field = 0x0001;
const aesField = 0x9901;
const encryptedFlag = 0x0001;
const strongFlag = 0x0040;
const msDosMaker = 0;
/** Who made the entry, with the file modes of Unix in the external attributes (APPNOTE.TXT 4.4.2). */
const unixMakers: ReadonlySet<number> = new Set([3, 19]);
const fileTypeMask = 0o170000;
const regularFile = 0o100000;
const directoryFile = 0o040000;
const slash = 0x2f;
const backslash = 0x5c;
const msDosDirectory = 0x10;

export type Encryption = 'none' | 'zipCrypto' | 'aes' | 'unknown';

interface Sizes {
  readonly bytes: number;
  readonly packedBytes: number;
  /** Where its local header is, as recorded. */
  readonly headerOffset: number;
}

export interface ZipRecord extends Sizes {
  readonly name: Uint8Array;
  /** What the bytes are packed by, below any encryption (APPNOTE.TXT 4.4.5). */
  readonly method: number;
  readonly encryption: Encryption;
  readonly isFolder: boolean;
  /** A link or a device. */
  readonly isSpecial: boolean;
  /** The record itself, without its comment. */
  readonly record: Uint8Array;
}

/** A central directory; one view serves all its records, which may be half a million. */
export interface Directory {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export function directoryOf(bytes: Uint8Array): Directory {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/** A part of the directory. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** The content of one extra field; undefined when it is missing or cut short. */
function extraField({ view }: Directory, extra: Span, kind: number): Span | undefined {
  for (let at = extra.from; at + 4 <= extra.to;) {
    const from = at + 4;
    const to = from + view.getUint16(at + 2, true);
    if (to > extra.to) return undefined;
    if (view.getUint16(at, true) === kind) return { from, to };
    at = to;
  }
  return undefined;
}

/** Sizes that do not fit into the record are in the extra field of ZIP64, in this order (4.5.3). */
function wideSizes(directory: Directory, sizes: Sizes, extra: Span): Sizes | undefined {
  const { from = 0, to = 0 } = extraField(directory, extra, zip64Field) ?? {};
  let at = from;
  const wide = (size: number): number => {
    if (size !== most32) return size;
    at += 8;
    return at > to ? Number.NaN : Number(directory.view.getBigUint64(at - 8, true));
  };
  const bytes = wide(sizes.bytes);
  const packedBytes = wide(sizes.packedBytes);
  const headerOffset = wide(sizes.headerOffset);
  const areWhole = [bytes, packedBytes, headerOffset].every(Number.isSafeInteger);
  return areWhole ? { bytes, packedBytes, headerOffset } : undefined;
}

/** Where a record ends; undefined when there is no whole one at `at`. */
export function endOfRecord({ bytes, view }: Directory, at: number): number | undefined {
  if (at + fixedRecordBytes > bytes.length) return undefined;
  if (view.getUint32(at, true) !== recordSignature) return undefined;
  const variable =
    view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  const end = at + fixedRecordBytes + variable;
  return end > bytes.length ? undefined : end;
}

/** Where name and extra fields of a record are. */
function spansOf({ view }: Directory, at: number): { readonly name: Span; readonly extra: Span } {
  const from = at + fixedRecordBytes;
  const nameEnd = from + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  return { name: { from, to: nameEnd }, extra: { from: nameEnd, to: extraEnd } };
}

/** Of the whole record at `at`; undefined when it lacks the sizes it says it has. */
export function sizesOf(directory: Directory, at: number): Sizes | undefined {
  const { view } = directory;
  const sizes = {
    bytes: view.getUint32(at + 24, true),
    packedBytes: view.getUint32(at + 20, true),
    headerOffset: view.getUint32(at + 42, true),
  };
  const isWide =
    sizes.bytes === most32 || sizes.packedBytes === most32 || sizes.headerOffset === most32;
  return isWide ? wideSizes(directory, sizes, spansOf(directory, at).extra) : sizes;
}

function encryptionOf(flags: number, isAES: boolean): Encryption {
  if ((flags & encryptedFlag) === 0) return 'none';
  if ((flags & strongFlag) !== 0) return 'unknown';
  return isAES ? 'aes' : 'zipCrypto';
}

function fileType({ view }: Directory, at: number): number {
  const maker = view.getUint8(at + 5);
  return unixMakers.has(maker) ? view.getUint16(at + 40, true) & fileTypeMask : 0;
}

function isFolder(directory: Directory, at: number, name: Uint8Array): boolean {
  const last = name.at(-1);
  const isNamedSo = last === slash || last === backslash;
  if (isNamedSo || fileType(directory, at) === directoryFile) return true;
  const { view } = directory;
  return view.getUint8(at + 5) === msDosMaker && (view.getUint8(at + 38) & msDosDirectory) !== 0;
}

/** The method below encryption by AES is in an extra field of its own. */
function packingOf(directory: Directory, at: number, extra: Span) {
  const { view } = directory;
  const flags = view.getUint16(at + 8, true);
  const aes = (flags & encryptedFlag) === 0 ? undefined : extraField(directory, extra, aesField);
  const isAES = aes !== undefined && aes.to - aes.from >= 7;
  return {
    method: isAES ? view.getUint16(aes.from + 5, true) : view.getUint16(at + 10, true),
    encryption: encryptionOf(flags, isAES),
  };
}

/** The record at `at`; undefined when it is cut short, or lacks the sizes it says it has. */
export function readRecord(directory: Directory, at: number): ZipRecord | undefined {
  const sizes = endOfRecord(directory, at) === undefined ? undefined : sizesOf(directory, at);
  if (sizes === undefined) return undefined;
  const spans = spansOf(directory, at);
  const name = directory.bytes.subarray(spans.name.from, spans.name.to);
  const type = fileType(directory, at);
  return {
    ...sizes,
    ...packingOf(directory, at, spans.extra),
    name,
    isFolder: isFolder(directory, at, name),
    isSpecial: type !== 0 && type !== regularFile && type !== directoryFile,
    record: directory.bytes.subarray(at, spans.extra.to),
  };
}

/** A signature of the directory may follow its records (APPNOTE.TXT 4.3.13). */
export function isSignature({ bytes, view }: Directory, at: number): boolean {
  return at + 4 <= bytes.length && view.getUint32(at, true) === signatureSignature;
}

/** True when the directory cannot be read without decrypting it first. */
export function isEncryptedDirectory({ bytes, view }: Directory): boolean {
  return bytes.length >= 4 && view.getUint32(0, true) === encryptedSignature;
}
