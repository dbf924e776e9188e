// What the pixel pipeline needs to know of an image: everything that turns stored values into display pixels.
// Plain JSON-able values, so that the store, a worker and the renderer can hand it to each other.

/** PS3.3 C.11.1 / C.11.2: a lookup table with its descriptor. */
export interface LookupTable {
  readonly firstValueMapped: number;
  readonly bitsPerEntry: number;
  readonly entries: readonly number[];
  readonly explanation?: string;
}

/** PS3.3 C.11.1: either a table or the linear rescale. */
export type ModalityLut =
  | {
      readonly kind: 'rescale';
      readonly slope: number;
      readonly intercept: number;
      readonly type?: string;
    }
  | { readonly kind: 'table'; readonly table: LookupTable; readonly type?: string };

/** PS3.3 C.11.2.1.3 */
export type VoiLutFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';

export type VoiLut =
  | {
      readonly kind: 'window';
      readonly center: number;
      readonly width: number;
      readonly function: VoiLutFunction;
      readonly explanation?: string;
    }
  | { readonly kind: 'table'; readonly table: LookupTable };

/** PS3.3 C.7.6.3.1.5/6 and C.7.9: the three palette tables, already unsegmented. */
export interface Palette {
  readonly red: LookupTable;
  readonly green: LookupTable;
  readonly blue: LookupTable;
}

export type PhotometricInterpretation =
  | 'MONOCHROME1'
  | 'MONOCHROME2'
  | 'PALETTE COLOR'
  | 'RGB'
  | 'YBR_FULL'
  | 'YBR_FULL_422'
  | 'YBR_PARTIAL_422'
  | 'YBR_PARTIAL_420'
  | 'YBR_ICT'
  | 'YBR_RCT'
  | 'ARGB'
  | 'CMYK'
  | 'HSV';

/** PS3.3 C.7.6.3: how samples lie in a frame. */
export interface PixelFormat {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly photometricInterpretation: PhotometricInterpretation;
  readonly planarConfiguration: 0 | 1;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  /** PixelRepresentation 1. */
  readonly isSigned: boolean;
  /** Float Pixel Data (7FE0,0008) / Double Float Pixel Data (7FE0,0009). */
  readonly floatingPoint?: 'float' | 'double';
}

export interface ImageDescription {
  readonly transferSyntaxUID: string;
  /** VR of the pixel data element: in Big Endian OW swaps every pair of bytes, OB none (PS3.5 §8.1). */
  readonly pixelDataVR?: string;
  /** NumberOfFrames, at most as many as the pixel data can hold; the last one may be cut short. */
  readonly numberOfFrames: number;
  /** As the file says. */
  readonly stored: PixelFormat;
  /** As `decodeFrame` and the frames resource deliver them in Explicit VR Little Endian. */
  readonly decoded: PixelFormat;
  readonly pixelPaddingValue?: number;
  readonly pixelPaddingRangeLimit?: number;
  /** One entry for all frames, or one per frame (functional groups, PS3.3 C.7.6.16.2.9b / .10). */
  readonly modalityLuts: readonly ModalityLut[];
  /** Alternatives of a frame in the file's order; the first is the default. Outer array: one for all frames or one per frame. */
  readonly voiLuts: readonly (readonly VoiLut[])[];
  readonly palette?: Palette;
  /** PresentationLUTShape INVERSE. */
  readonly isPresentationInverse: boolean;
  /** Row spacing / column spacing, from PixelSpacing, ImagerPixelSpacing or PixelAspectRatio; 1 when unknown. */
  readonly pixelAspectRatio: number;
  readonly lossyImageCompression: boolean;
}

/** One frame as native little-endian samples in the layout of `ImageDescription.decoded`. */
export interface DecodedFrame {
  readonly format: PixelFormat;
  readonly bytes: Uint8Array;
}

/** Eight-bit display pixels, row by row; 1 channel = grey, 3 = RGB. */
export interface DisplayImage {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array | Uint8ClampedArray;
}

/**
 * Byte ranges of each frame in `Part10.source`: one range when native, the fragments when encapsulated.
 * As many entries as frames; an entry without ranges is a frame the file does not hold. A native frame that does
 * not begin on a byte (one-bit pixels) or, word-swapped, on an even byte shares its outer bytes with its neighbours.
 */
export interface FrameTable {
  readonly frames: readonly (readonly ByteRange[])[];
  /** True when ranges could only be guessed (no offset table and several fragments per frame). */
  readonly isEstimated: boolean;
}

export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}
