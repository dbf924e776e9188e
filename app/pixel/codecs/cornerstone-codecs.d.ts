// The parts we use of codec packages that come without types.

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const create: EmscriptenCodec.Create<{
    readonly J2KDecoder: new () => EmscriptenCodec.Decoder;
  }>;
  export = create;
}

declare module '@cornerstonejs/codec-openjph/wasmjs' {
  const create: EmscriptenCodec.Create<{
    readonly HTJ2KDecoder: new () => EmscriptenCodec.Decoder;
  }>;
  export = create;
}

declare namespace EmscriptenCodec {
  interface Options {
    readonly wasmBinary: Uint8Array;
    readonly print: (text: string) => void;
    readonly printErr: (text: string) => void;
  }

  type Create<Instance> = (options: Options) => Promise<Instance>;

  interface FrameInfo {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
    readonly isSigned: boolean;
  }

  interface Decoder {
    getEncodedBuffer(length: number): Uint8Array;
    decode(): void;
    getDecodedBuffer(): Uint8Array | Uint8ClampedArray;
    getFrameInfo(): FrameInfo;
    delete(): void;
  }
}
