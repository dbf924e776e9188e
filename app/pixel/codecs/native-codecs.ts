// Binding to the wasm of dcmjs-codecs: the Independent JPEG Group's codecs (8, 12 and 16 bits, lossy and lossless),
// CharLS, and OpenJPEG's encoder. The package's own JavaScript reads its file through eval, loads a second copy of dcmjs
// and leaks the codec's memory whenever a stream is damaged; the wasm interface itself is small.

/** Samples by pixel in cells of 8 or 16 bits. */
export interface Raster {
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  readonly bits: number;
  readonly isSigned: boolean;
  readonly bytes: Uint8Array;
}

export interface JpegToDecode extends Omit<Raster, 'isSigned'> {
  /** Undo the colour transform that the stream declares or lets guess. */
  readonly isConvertedToRgb: boolean;
}

/** Every call throws Error on failure; the instance is unusable afterwards. */
export interface NativeCodecs {
  /** `remarks` is what the library said of the stream, in its own words. */
  decodeJpeg(jpeg: JpegToDecode): {
    readonly bytes: Uint8Array;
    readonly remarks: readonly string[];
  };
  decodeJpegLs(stream: Uint8Array, raster: Omit<Raster, 'bytes'>): Uint8Array;
  /** One component of the raster's size; the stream must have exactly that size, or memory is misread. */
  decodeJpeg2000(stream: Uint8Array, raster: Omit<Raster, 'bytes'>): Uint8Array;
  /** Baseline, 8 bits, chroma at full resolution; `quality` 1 to 100. */
  encodeJpeg(raster: Raster, quality: number): Uint8Array;
  /** Reversible, one component of up to 16 bits or three of 8; `hasColourTransform` for RGB only. */
  encodeJpeg2000(raster: Raster, hasColourTransform: boolean): Uint8Array;
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  _initialize?(): void;
  CreateCodecsContext(): number;
  ReleaseCodecsContext(context: number): void;
  SetColumns(context: number, value: number): void;
  SetRows(context: number, value: number): void;
  SetBitsAllocated(context: number, value: number): void;
  SetBitsStored(context: number, value: number): void;
  SetSamplesPerPixel(context: number, value: number): void;
  SetPixelRepresentation(context: number, value: number): void;
  SetPlanarConfiguration(context: number, value: number): void;
  SetPhotometricInterpretation(context: number, index: number): void;
  SetEncodedBufferSize(context: number, bytes: number): void;
  GetEncodedBuffer(context: number): number;
  GetEncodedBufferSize(context: number): number;
  SetDecodedBufferSize(context: number, bytes: number): void;
  GetDecodedBuffer(context: number): number;
  GetDecodedBufferSize(context: number): number;
  CreateDecoderParameters(): number;
  ReleaseDecoderParameters(parameters: number): void;
  SetConvertColorspaceToRgb(parameters: number, isConverted: number): void;
  DecodeJpeg(context: number, parameters: number): void;
  DecodeJpegLs(context: number, parameters: number): void;
  DecodeJpeg2000(context: number, parameters: number): void;
  CreateEncoderParameters(): number;
  ReleaseEncoderParameters(parameters: number): void;
  SetLossy(parameters: number, isLossy: number): void;
  SetQuality(parameters: number, quality: number): void;
  SetSmoothingFactor(parameters: number, value: number): void;
  SetSampleFactor(parameters: number, index: number): void;
  SetProgressionOrder(parameters: number, index: number): void;
  SetRate(parameters: number, value: number): void;
  SetAllowMct(parameters: number, isAllowed: number): void;
  EncodeJpeg(context: number, parameters: number): void;
  EncodeJpeg2000(context: number, parameters: number): void;
}

const maxRemarks = 32;

/** Compiles once; each call of the result gives a fresh instance. */
export function compileNativeCodecs(wasm: Uint8Array): () => NativeCodecs {
  const module = new WebAssembly.Module(wasm);
  return () => {
    let remarks: string[] = [];
    const text = (at: number, length: number): string =>
      new TextDecoder().decode(new Uint8Array(api.memory.buffer, at, length));
    const remark = (at: number, length: number): void => {
      if (remarks.length < maxRemarks) remarks.push(text(at, length));
    };
    const { exports } = new WebAssembly.Instance(module, imports(remark, text));
    // The interface is fixed by the pinned package version.
    const api = exports as unknown as Exports;
    api._initialize?.();
    return {
      decodeJpeg: (jpeg) => {
        remarks = [];
        return { bytes: decodeJpeg(api, jpeg), remarks };
      },
      decodeJpegLs: (stream, raster) => {
        const context = createContext(api, raster, false);
        return decode(api, context, stream, (parameters) => {
          api.DecodeJpegLs(context, parameters);
        });
      },
      decodeJpeg2000: (stream, raster) => {
        const context = createContext(api, raster, false);
        return decode(api, context, stream, (parameters) => {
          api.DecodeJpeg2000(context, parameters);
        });
      },
      encodeJpeg: (raster, quality) => encodeJpeg(api, raster, quality),
      encodeJpeg2000: (raster, hasColourTransform) =>
        encodeJpeg2000(api, raster, hasColourTransform),
    };
  };
}

type Report = (at: number, length: number) => void;

/** A codec has no business with files, clocks or the environment: those calls do nothing. */
function imports(remark: Report, text: (at: number, length: number) => string) {
  const success = () => 0;
  return {
    env: {
      emscripten_notify_memory_growth: () => undefined,
      onCodecsInfo: remark,
      onCodecsTrace: () => undefined,
      onCodecsException: (at: number, length: number) => {
        throw new Error(text(at, length));
      },
    },
    wasi_snapshot_preview1: {
      environ_get: success,
      environ_sizes_get: success,
      clock_time_get: success,
      fd_write: success,
      fd_seek: success,
      fd_close: success,
      proc_exit: (code: number) => {
        throw new Error(`The codec stopped with ${String(code)}.`);
      },
    },
  };
}

/** Positions in the package's list of photometric interpretations. */
const photometricIndex = { monochrome2: 1, rgb: 3, ybrFull: 4 };

function createContext(
  api: Exports,
  { rows, columns, components, bits }: Pick<Raster, 'rows' | 'columns' | 'components' | 'bits'>,
  isRgb: boolean,
): number {
  const context = api.CreateCodecsContext();
  const colour = isRgb ? photometricIndex.rgb : photometricIndex.ybrFull;
  api.SetColumns(context, columns);
  api.SetRows(context, rows);
  api.SetBitsAllocated(context, bits <= 8 ? 8 : 16);
  api.SetBitsStored(context, bits);
  api.SetSamplesPerPixel(context, components);
  api.SetPixelRepresentation(context, 0);
  api.SetPlanarConfiguration(context, 0);
  api.SetPhotometricInterpretation(
    context,
    components === 1 ? photometricIndex.monochrome2 : colour,
  );
  return context;
}

function decodeJpeg(api: Exports, jpeg: JpegToDecode): Uint8Array {
  const context = createContext(api, jpeg, true);
  return decode(api, context, jpeg.bytes, (parameters) => {
    api.SetConvertColorspaceToRgb(parameters, jpeg.isConvertedToRgb ? 1 : 0);
    api.DecodeJpeg(context, parameters);
  });
}

function decode(
  api: Exports,
  context: number,
  stream: Uint8Array,
  run: (parameters: number) => void,
): Uint8Array {
  const parameters = api.CreateDecoderParameters();
  api.SetEncodedBufferSize(context, stream.length);
  new Uint8Array(api.memory.buffer).set(stream, api.GetEncodedBuffer(context));
  run(parameters);
  const [at, length] = [api.GetDecodedBuffer(context), api.GetDecodedBufferSize(context)];
  const bytes = new Uint8Array(api.memory.buffer, at, length).slice();
  api.ReleaseDecoderParameters(parameters);
  api.ReleaseCodecsContext(context);
  return bytes;
}

function encodeJpeg(api: Exports, raster: Raster, quality: number): Uint8Array {
  const context = createContext(api, raster, true);
  return encode(api, context, raster, (parameters) => {
    api.SetLossy(parameters, 1);
    api.SetQuality(parameters, quality);
    api.SetSmoothingFactor(parameters, 0);
    api.SetSampleFactor(parameters, 0);
    api.EncodeJpeg(context, parameters);
  });
}

function encodeJpeg2000(api: Exports, raster: Raster, hasColourTransform: boolean): Uint8Array {
  const context = createContext(api, raster, hasColourTransform);
  return encode(api, context, raster, (parameters) => {
    api.SetPixelRepresentation(context, raster.isSigned ? 1 : 0);
    api.SetLossy(parameters, 0);
    api.SetProgressionOrder(parameters, 0);
    api.SetRate(parameters, 20);
    api.SetAllowMct(parameters, hasColourTransform ? 1 : 0);
    api.EncodeJpeg2000(context, parameters);
  });
}

function encode(
  api: Exports,
  context: number,
  { bytes }: Raster,
  run: (parameters: number) => void,
): Uint8Array {
  const parameters = api.CreateEncoderParameters();
  api.SetDecodedBufferSize(context, bytes.length);
  new Uint8Array(api.memory.buffer).set(bytes, api.GetDecodedBuffer(context));
  run(parameters);
  const [at, length] = [api.GetEncodedBuffer(context), api.GetEncodedBufferSize(context)];
  const encoded = new Uint8Array(api.memory.buffer, at, length).slice();
  api.ReleaseEncoderParameters(parameters);
  api.ReleaseCodecsContext(context);
  return encoded;
}
