// What a file that is not a DICOM instance is, told cheaply by its name and its first bytes.
import { isProbablyDicom } from '../../../app/dicom/part10/read.ts';
import { SOPClass } from '../../../app/dicom/uid.ts';
import type { NonDicomKind } from '../../../app/model/jobs.ts';

interface KindRow {
  readonly kind: NonDicomKind;
  /** Of the last component of the path. */
  readonly name?: RegExp;
  /** Bytes at `offset`, as Latin-1 text. */
  readonly magic?: string;
  readonly offset?: number;
}

/** The first row whose every condition holds decides. Names of systems first, then content, then names. */
const kinds: readonly KindRow[] = [
  {
    kind: 'system',
    name: /^(\.ds_store|thumbs\.db|ehthumbs\.db|desktop\.ini|autorun\.inf|icon\r|\.volumeicon\.icns)$/i,
  },
  { kind: 'system', magic: '\x00\x05\x16\x07' },
  { kind: 'system', magic: '\x00\x05\x16\x00' },
  { kind: 'viewer', magic: '\x7fELF' },
  { kind: 'viewer', magic: '\xcf\xfa\xed\xfe' },
  { kind: 'viewer', magic: '\xce\xfa\xed\xfe' },
  { kind: 'viewer', magic: '\xca\xfe\xba\xbe' },
  { kind: 'viewer', magic: 'MZ', name: /\.(exe|dll|ocx|sys|scr|com|cpl|drv|ax)$/i },
  { kind: 'viewer', magic: 'MSCF' },
  { kind: 'viewer', magic: 'ITSF' },
  { kind: 'document', magic: '%PDF' },
  { kind: 'document', magic: '{\\rtf' },
  { kind: 'picture', magic: '\xff\xd8\xff' },
  { kind: 'picture', magic: '\x89PNG\r\n\x1a\n' },
  { kind: 'picture', magic: 'GIF8' },
  { kind: 'picture', magic: 'II*\x00' },
  { kind: 'picture', magic: 'MM\x00*' },
  { kind: 'picture', magic: '\x00\x00\x00\x0cjP  ' },
  { kind: 'picture', magic: '\xff\x4f\xff\x51' },
  { kind: 'picture', magic: 'ftyp', offset: 4 },
  { kind: 'picture', magic: 'AVI ', offset: 8 },
  { kind: 'picture', magic: 'WEBP', offset: 8 },
  { kind: 'picture', magic: 'BM', name: /\.(bmp|dib)$/i },
  { kind: 'viewer', magic: 'PK', name: /\.(jar|war|apk|xpi)$/i },
  { kind: 'document', magic: 'PK\x03\x04', name: /\.(docx|xlsx|pptx|odt|ods|odp|epub)$/i },
  { kind: 'archive', magic: 'PK\x03\x04' },
  { kind: 'archive', magic: 'PK\x05\x06' },
  { kind: 'archive', magic: '7z\xbc\xaf\x27\x1c' },
  { kind: 'archive', magic: 'Rar!\x1a\x07' },
  { kind: 'archive', magic: '\x1f\x8b\x08' },
  { kind: 'archive', magic: 'BZh' },
  { kind: 'archive', magic: '\xfd7zXZ\x00' },
  { kind: 'archive', magic: 'ustar', offset: 257 },
  { kind: 'archive', magic: 'CD001', offset: 32769 },
  { kind: 'viewer', magic: '\xd0\xcf\x11\xe0', name: /\.(msi|msp)$/i },
  { kind: 'document', magic: '\xd0\xcf\x11\xe0' },
  {
    kind: 'viewer',
    name: /\.(exe|dll|ocx|cab|msi|jar|class|so|dylib|chm|hlp|bat|cmd|sh|js|css)$/i,
  },
  { kind: 'document', name: /\.(pdf|txt|rtf|md|html?|xml|xsl|xsd|csv|docx?|xlsx?|pptx?|json)$/i },
  { kind: 'document', name: /^(readme|liesmich|license|licence)$/i },
  { kind: 'picture', name: /\.(jpe?g|png|gif|tiff?|bmp|ico|svg|webp|avi|mp4|mov|wmv|mpe?g)$/i },
  { kind: 'archive', name: /\.(zip|7z|rar|gz|tgz|tar|bz2|xz|iso|img|nrg|dmg)$/i },
  { kind: 'system', name: /\.(ini|inf|cfg|conf|lnk|url|log|tmp|bak)$/i },
];

function holds(row: KindRow, name: string, head: Buffer): boolean {
  if (row.name !== undefined && !row.name.test(name)) return false;
  if (row.magic === undefined) return true;
  const offset = row.offset ?? 0;
  return head.toString('latin1', offset, offset + row.magic.length) === row.magic;
}

function asBuffer(head: Uint8Array): Buffer {
  return Buffer.from(head.buffer, head.byteOffset, head.byteLength);
}

const textBytes = 512;

/** Printable characters, tabs and line ends, or bytes beyond ASCII as old code pages have them. */
function isText(bytes: Buffer): boolean {
  return bytes.subarray(0, textBytes).every((byte) => {
    return byte >= 0x20 ? byte !== 0x7f : byte === 0x09 || byte === 0x0a || byte === 0x0d;
  });
}

/** The kind of a file by its display path and first bytes; `other` when nothing tells. */
export function nonDicomKind(path: string, head: Uint8Array): NonDicomKind {
  if (head.length === 0) return 'empty';
  const name = path.slice(path.lastIndexOf('/') + 1);
  const bytes = asBuffer(head);
  const kind = kinds.find((row) => holds(row, name, bytes))?.kind;
  return kind ?? (isText(bytes) ? 'document' : 'other');
}

/** True when the first bytes are those of a well-known format that cannot be DICOM. */
export function hasForeignMagic(head: Uint8Array): boolean {
  const bytes = asBuffer(head);
  return kinds.some(
    (row) => row.magic !== undefined && row.name === undefined && holds(row, '', bytes),
  );
}

/** PS3.10 §7.1: four characters after a preamble of 128 bytes. */
export function hasPart10Prefix(head: Uint8Array): boolean {
  return asBuffer(head).toString('latin1', 128, 132) === 'DICM';
}

/** (0002,0002) in Explicit VR Little Endian with the UID of Media Storage Directory Storage. */
const mediaStorageSOPClass = Buffer.from(
  `\x02\x00\x02\x00UI\x14\x00${SOPClass.MediaStorageDirectory}`,
  'latin1',
);
/** The meta information starts with it; searching further would find it in mere data. */
const metaBytes = 1024;
/** A data set without meta information whose first group is that of directory records. */
const directoryGroup = Buffer.from([0x04, 0x00]);

/** True for a DICOMDIR (PS3.10 §8.6), by content: its name may be anything. */
export function isMediaDirectory(head: Uint8Array): boolean {
  const bytes = asBuffer(head);
  const start = hasPart10Prefix(head)
    ? bytes.subarray(132, metaBytes)
    : bytes.subarray(0, metaBytes);
  if (start.includes(mediaStorageSOPClass)) return true;
  return start.subarray(0, 2).equals(directoryGroup);
}

/** Whether the first bytes of a file may begin a DICOM object. */
export function looksLikeDicom(head: Uint8Array): boolean {
  if (hasPart10Prefix(head)) return true;
  return !hasForeignMagic(head) && isProbablyDicom(head);
}
