// PS3.6 Table A-1: the registered transfer syntaxes, retired ones too, with what PS3.5 §10 and Annex A say of them.

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

const jpeg = (process: string) => `1.2.840.10008.1.2.4.${process}`;

/** The UIDs that code speaks of by name. */
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

export interface Traits {
  readonly codec?: Codec;
  readonly isLossy?: true;
  readonly isDeflated?: true;
  readonly isImplicitVR?: true;
  readonly isBigEndian?: true;
}

export type Row = readonly [uid: string, keyword: string, name: string, traits?: Traits];

const lossy: Traits = { isLossy: true };
const native: Traits = { codec: 'native' };

export const nativeRows: readonly Row[] = [
  [
    TransferSyntax.ImplicitVRLittleEndian,
    'ImplicitVRLittleEndian',
    'Implicit VR Little Endian',
    { ...native, isImplicitVR: true },
  ],
  [
    TransferSyntax.ExplicitVRLittleEndian,
    'ExplicitVRLittleEndian',
    'Explicit VR Little Endian',
    native,
  ],
  [
    TransferSyntax.DeflatedExplicitVRLittleEndian,
    'DeflatedExplicitVRLittleEndian',
    'Deflated Explicit VR Little Endian',
    { ...native, isDeflated: true },
  ],
  [
    TransferSyntax.ExplicitVRBigEndian,
    'ExplicitVRBigEndian',
    'Explicit VR Big Endian',
    { ...native, isBigEndian: true },
  ],
  [
    '1.2.840.10008.1.20',
    'Papyrus3ImplicitVRLittleEndian',
    'Papyrus 3 Implicit VR Little Endian',
    { ...native, isImplicitVR: true },
  ],
  ['1.2.840.10008.1.2.6.1', 'RFC2557MIMEEncapsulation', 'RFC 2557 MIME encapsulation'],
  ['1.2.840.10008.1.2.6.2', 'XMLEncoding', 'XML Encoding'],
];

const jpegRows: readonly Row[] = [
  [jpeg('50'), 'JPEGBaseline8Bit', 'JPEG Baseline (Process 1)', { codec: 'jpeg', ...lossy }],
  [jpeg('51'), 'JPEGExtended12Bit', 'JPEG Extended (Process 2 and 4)', { codec: 'jpeg', ...lossy }],
  [jpeg('52'), 'JPEGExtended35', 'JPEG Extended (Process 3 and 5)', lossy],
  [
    jpeg('53'),
    'JPEGSpectralSelectionNonHierarchical68',
    'JPEG Spectral Selection, Non-Hierarchical (Process 6 and 8)',
    { codec: 'jpeg', ...lossy },
  ],
  [
    jpeg('54'),
    'JPEGSpectralSelectionNonHierarchical79',
    'JPEG Spectral Selection, Non-Hierarchical (Process 7 and 9)',
    lossy,
  ],
  [
    jpeg('55'),
    'JPEGFullProgressionNonHierarchical1012',
    'JPEG Full Progression, Non-Hierarchical (Process 10 and 12)',
    { codec: 'jpeg', ...lossy },
  ],
  [
    jpeg('56'),
    'JPEGFullProgressionNonHierarchical1113',
    'JPEG Full Progression, Non-Hierarchical (Process 11 and 13)',
    lossy,
  ],
  [
    jpeg('57'),
    'JPEGLossless',
    'JPEG Lossless, Non-Hierarchical (Process 14)',
    { codec: 'jpegLossless' },
  ],
  [jpeg('58'), 'JPEGLosslessNonHierarchical15', 'JPEG Lossless, Non-Hierarchical (Process 15)'],
  [
    jpeg('59'),
    'JPEGExtendedHierarchical1618',
    'JPEG Extended, Hierarchical (Process 16 and 18)',
    lossy,
  ],
  [
    jpeg('60'),
    'JPEGExtendedHierarchical1719',
    'JPEG Extended, Hierarchical (Process 17 and 19)',
    lossy,
  ],
  [
    jpeg('61'),
    'JPEGSpectralSelectionHierarchical2022',
    'JPEG Spectral Selection, Hierarchical (Process 20 and 22)',
    lossy,
  ],
  [
    jpeg('62'),
    'JPEGSpectralSelectionHierarchical2123',
    'JPEG Spectral Selection, Hierarchical (Process 21 and 23)',
    lossy,
  ],
  [
    jpeg('63'),
    'JPEGFullProgressionHierarchical2426',
    'JPEG Full Progression, Hierarchical (Process 24 and 26)',
    lossy,
  ],
  [
    jpeg('64'),
    'JPEGFullProgressionHierarchical2527',
    'JPEG Full Progression, Hierarchical (Process 25 and 27)',
    lossy,
  ],
  [jpeg('65'), 'JPEGLosslessHierarchical28', 'JPEG Lossless, Hierarchical (Process 28)'],
  [jpeg('66'), 'JPEGLosslessHierarchical29', 'JPEG Lossless, Hierarchical (Process 29)'],
  [
    jpeg('70'),
    'JPEGLosslessSV1',
    'JPEG Lossless, Non-Hierarchical, First-Order Prediction (Process 14 [Selection Value 1])',
    { codec: 'jpegLossless' },
  ],
  [jpeg('80'), 'JPEGLSLossless', 'JPEG-LS Lossless Image Compression', { codec: 'jpegLs' }],
  [
    jpeg('81'),
    'JPEGLSNearLossless',
    'JPEG-LS Lossy (Near-Lossless) Image Compression',
    { codec: 'jpegLs', ...lossy },
  ],
];

const jpeg2000Rows: readonly Row[] = [
  [
    jpeg('90'),
    'JPEG2000Lossless',
    'JPEG 2000 Image Compression (Lossless Only)',
    { codec: 'jpeg2000' },
  ],
  [jpeg('91'), 'JPEG2000', 'JPEG 2000 Image Compression', { codec: 'jpeg2000', ...lossy }],
  [
    jpeg('92'),
    'JPEG2000MCLossless',
    'JPEG 2000 Part 2 Multi-component Image Compression (Lossless Only)',
    { codec: 'jpeg2000' },
  ],
  [
    jpeg('93'),
    'JPEG2000MC',
    'JPEG 2000 Part 2 Multi-component Image Compression',
    { codec: 'jpeg2000', ...lossy },
  ],
  [jpeg('94'), 'JPIPReferenced', 'JPIP Referenced'],
  [jpeg('95'), 'JPIPReferencedDeflate', 'JPIP Referenced Deflate'],
  [
    jpeg('201'),
    'HTJ2KLossless',
    'High-Throughput JPEG 2000 Image Compression (Lossless Only)',
    { codec: 'htj2k' },
  ],
  [
    jpeg('202'),
    'HTJ2KLosslessRPCL',
    'High-Throughput JPEG 2000 with RPCL Options Image Compression (Lossless Only)',
    { codec: 'htj2k' },
  ],
  [
    jpeg('203'),
    'HTJ2K',
    'High-Throughput JPEG 2000 Image Compression',
    { codec: 'htj2k', ...lossy },
  ],
  [jpeg('204'), 'JPIPHTJ2KReferenced', 'JPIP HTJ2K Referenced'],
  [jpeg('205'), 'JPIPHTJ2KReferencedDeflate', 'JPIP HTJ2K Referenced Deflate'],
];

/** [process, keyword, name]; each has a fragmentable variant with `.1` and `F` at the end. */
const fragmentableVideos = [
  ['100', 'MPEG2MPML', 'MPEG2 Main Profile / Main Level'],
  ['101', 'MPEG2MPHL', 'MPEG2 Main Profile / High Level'],
  ['102', 'MPEG4HP41', 'MPEG-4 AVC/H.264 High Profile / Level 4.1'],
  ['103', 'MPEG4HP41BD', 'MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1'],
  ['104', 'MPEG4HP422D', 'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video'],
  ['105', 'MPEG4HP423D', 'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video'],
  ['106', 'MPEG4HP42STEREO', 'MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2'],
] as const;

const otherRows: readonly Row[] = [
  [
    '1.2.840.10008.1.2.1.98',
    'EncapsulatedUncompressedExplicitVRLittleEndian',
    'Encapsulated Uncompressed Explicit VR Little Endian',
    native,
  ],
  ...fragmentableVideos.flatMap(([process, keyword, name]): Row[] => [
    [jpeg(process), keyword, name, lossy],
    [jpeg(`${process}.1`), `${keyword}F`, `Fragmentable ${name}`, lossy],
  ]),
  [jpeg('107'), 'HEVCMP51', 'HEVC/H.265 Main Profile / Level 5.1', lossy],
  [jpeg('108'), 'HEVCM10P51', 'HEVC/H.265 Main 10 Profile / Level 5.1', lossy],
  [jpeg('110'), 'JPEGXLLossless', 'JPEG XL Lossless', { codec: 'jpegXl' }],
  [
    jpeg('111'),
    'JPEGXLJPEGRecompression',
    'JPEG XL JPEG Recompression',
    { codec: 'jpegXl', ...lossy },
  ],
  [jpeg('112'), 'JPEGXL', 'JPEG XL', { codec: 'jpegXl', ...lossy }],
  [TransferSyntax.RLELossless, 'RLELossless', 'RLE Lossless', { codec: 'rle' }],
  [
    '1.2.840.10008.1.2.7.1',
    'SMPTEST211020UncompressedProgressiveActiveVideo',
    'SMPTE ST 2110-20 Uncompressed Progressive Active Video',
  ],
  [
    '1.2.840.10008.1.2.7.2',
    'SMPTEST211020UncompressedInterlacedActiveVideo',
    'SMPTE ST 2110-20 Uncompressed Interlaced Active Video',
  ],
  ['1.2.840.10008.1.2.7.3', 'SMPTEST211030PCMDigitalAudio', 'SMPTE ST 2110-30 PCM Digital Audio'],
  [
    '1.2.840.10008.1.2.8.1',
    'DeflatedImageFrameCompression',
    'Deflated Image Frame Compression',
    { codec: 'deflatedFrame' },
  ],
];

export const encapsulatedRows: readonly Row[] = [...jpegRows, ...jpeg2000Rows, ...otherRows];
