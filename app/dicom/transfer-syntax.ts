// PS3.5 §10 and PS3.6 Annex A: every registered transfer syntax as a row, never a branch.

/** Which decoder of `app/pixel/decoders` understands the pixel data. */
export type Codec =
  | 'native'
  | 'rle'
  | 'jpeg'
  | 'jpegLossless'
  | 'jpegLs'
  | 'jpeg2000'
  | 'htj2k'
  | 'jpegXl'
  | 'deflatedFrame';

export interface TransferSyntaxEntry {
  readonly uid: string;
  readonly keyword: string;
  readonly isLittleEndian: boolean;
  readonly isExplicitVR: boolean;
  readonly isDeflated: boolean;
  readonly isEncapsulated: boolean;
  readonly isLossy: boolean;
  /** Absent = stored and exported like any other, but not decoded here (video, JPIP, retired JPEG processes). */
  readonly codec?: Codec;
}

type Row = readonly [uid: string, keyword: string, codec?: Codec | undefined, isLossy?: boolean];

const native = (row: Row, traits: Partial<TransferSyntaxEntry>): TransferSyntaxEntry => ({
  uid: row[0],
  keyword: row[1],
  isLittleEndian: true,
  isExplicitVR: true,
  isDeflated: false,
  isEncapsulated: false,
  isLossy: false,
  codec: 'native',
  ...traits,
});

const encapsulated = ([uid, keyword, codec, isLossy = false]: Row): TransferSyntaxEntry => ({
  uid,
  keyword,
  isLittleEndian: true,
  isExplicitVR: true,
  isDeflated: false,
  isEncapsulated: true,
  isLossy,
  ...(codec === undefined ? {} : { codec }),
});

const jpeg = (process: string) => `1.2.840.10008.1.2.4.${process}`;

export const TransferSyntax = {
  ImplicitVRLittleEndian: '1.2.840.10008.1.2',
  ExplicitVRLittleEndian: '1.2.840.10008.1.2.1',
  DeflatedExplicitVRLittleEndian: '1.2.840.10008.1.2.1.99',
  ExplicitVRBigEndian: '1.2.840.10008.1.2.2',
  JPEGBaseline8Bit: jpeg('50'),
  JPEGExtended12Bit: jpeg('51'),
  JPEGLossless: jpeg('57'),
  JPEGLosslessSV1: jpeg('70'),
  JPEGLSLossless: jpeg('80'),
  JPEGLSNearLossless: jpeg('81'),
  JPEG2000Lossless: jpeg('90'),
  JPEG2000: jpeg('91'),
  HTJ2KLossless: jpeg('201'),
  HTJ2KLosslessRPCL: jpeg('202'),
  HTJ2K: jpeg('203'),
  RLELossless: '1.2.840.10008.1.2.5',
} as const;

const rows: readonly TransferSyntaxEntry[] = [
  native([TransferSyntax.ImplicitVRLittleEndian, 'ImplicitVRLittleEndian'], {
    isExplicitVR: false,
  }),
  native([TransferSyntax.ExplicitVRLittleEndian, 'ExplicitVRLittleEndian'], {}),
  native([TransferSyntax.DeflatedExplicitVRLittleEndian, 'DeflatedExplicitVRLittleEndian'], {
    isDeflated: true,
  }),
  native([TransferSyntax.ExplicitVRBigEndian, 'ExplicitVRBigEndian'], { isLittleEndian: false }),
  encapsulated([
    '1.2.840.10008.1.2.1.98',
    'EncapsulatedUncompressedExplicitVRLittleEndian',
    'native',
  ]),
  encapsulated([TransferSyntax.JPEGBaseline8Bit, 'JPEGBaseline8Bit', 'jpeg', true]),
  encapsulated([TransferSyntax.JPEGExtended12Bit, 'JPEGExtended12Bit', 'jpeg', true]),
  encapsulated([jpeg('53'), 'JPEGSpectralSelectionNonHierarchical68', 'jpeg', true]),
  encapsulated([jpeg('55'), 'JPEGFullProgressionNonHierarchical1012', 'jpeg', true]),
  encapsulated([TransferSyntax.JPEGLossless, 'JPEGLossless', 'jpegLossless']),
  encapsulated([TransferSyntax.JPEGLosslessSV1, 'JPEGLosslessSV1', 'jpegLossless']),
  encapsulated([TransferSyntax.JPEGLSLossless, 'JPEGLSLossless', 'jpegLs']),
  encapsulated([TransferSyntax.JPEGLSNearLossless, 'JPEGLSNearLossless', 'jpegLs', true]),
  encapsulated([TransferSyntax.JPEG2000Lossless, 'JPEG2000Lossless', 'jpeg2000']),
  encapsulated([TransferSyntax.JPEG2000, 'JPEG2000', 'jpeg2000', true]),
  encapsulated([jpeg('92'), 'JPEG2000MCLossless', 'jpeg2000']),
  encapsulated([jpeg('93'), 'JPEG2000MC', 'jpeg2000', true]),
  encapsulated([jpeg('94'), 'JPIPReferenced']),
  encapsulated([jpeg('95'), 'JPIPReferencedDeflate']),
  encapsulated([jpeg('100'), 'MPEG2MPML', undefined, true]),
  encapsulated([jpeg('100.1'), 'MPEG2MPMLF', undefined, true]),
  encapsulated([jpeg('101'), 'MPEG2MPHL', undefined, true]),
  encapsulated([jpeg('101.1'), 'MPEG2MPHLF', undefined, true]),
  encapsulated([jpeg('102'), 'MPEG4HP41', undefined, true]),
  encapsulated([jpeg('102.1'), 'MPEG4HP41F', undefined, true]),
  encapsulated([jpeg('103'), 'MPEG4HP41BD', undefined, true]),
  encapsulated([jpeg('103.1'), 'MPEG4HP41BDF', undefined, true]),
  encapsulated([jpeg('104'), 'MPEG4HP422D', undefined, true]),
  encapsulated([jpeg('104.1'), 'MPEG4HP422DF', undefined, true]),
  encapsulated([jpeg('105'), 'MPEG4HP423D', undefined, true]),
  encapsulated([jpeg('105.1'), 'MPEG4HP423DF', undefined, true]),
  encapsulated([jpeg('106'), 'MPEG4HP42STEREO', undefined, true]),
  encapsulated([jpeg('106.1'), 'MPEG4HP42STEREOF', undefined, true]),
  encapsulated([jpeg('107'), 'HEVCMP51', undefined, true]),
  encapsulated([jpeg('108'), 'HEVCM10P51', undefined, true]),
  encapsulated([jpeg('110'), 'JPEGXLLossless', 'jpegXl']),
  encapsulated([jpeg('111'), 'JPEGXLJPEGRecompression', 'jpegXl', true]),
  encapsulated([jpeg('112'), 'JPEGXL', 'jpegXl', true]),
  encapsulated([TransferSyntax.HTJ2KLossless, 'HTJ2KLossless', 'htj2k']),
  encapsulated([TransferSyntax.HTJ2KLosslessRPCL, 'HTJ2KLosslessRPCL', 'htj2k']),
  encapsulated([TransferSyntax.HTJ2K, 'HTJ2K', 'htj2k', true]),
  encapsulated([jpeg('204'), 'JPIPHTJ2KReferenced']),
  encapsulated([jpeg('205'), 'JPIPHTJ2KReferencedDeflate']),
  encapsulated([TransferSyntax.RLELossless, 'RLELossless', 'rle']),
  encapsulated(['1.2.840.10008.1.2.8.1', 'DeflatedImageFrameCompression', 'deflatedFrame']),
];

const byUid = new Map(rows.map((entry) => [entry.uid, entry]));

export const transferSyntaxes = rows;

export function transferSyntaxEntry(uid: string): TransferSyntaxEntry | undefined {
  return byUid.get(uid);
}
