// The WebAssembly builds behind the decoders: created on first use, thrown away after a failure.
import createOpenJpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import createOpenJph from '@cornerstonejs/codec-openjph/wasmjs';
import { compileNativeCodecs, type NativeCodecs } from './native-codecs.ts';

type OpenJpeg = Awaited<ReturnType<typeof createOpenJpeg>>;
type OpenJph = Awaited<ReturnType<typeof createOpenJph>>;

export interface CodecModules {
  readonly openJpeg: CodecModule<OpenJpeg>;
  readonly openJph: CodecModule<OpenJph>;
  readonly native: CodecModule<NativeCodecs>;
}

/** Names in codec-files.json, which says where the wasm stands in its package; app/ does no I/O, so the host reads it. */
export type CodecName = keyof CodecModules;

export interface CodecModule<Instance> {
  /** Runs `work` on the one instance. After a throw its memory is in doubt, so the next call gets a new one. */
  use<T>(work: (instance: Instance) => T): Promise<T>;
}

/** `readWasm` gives the bytes of a codec's file; it is called at most once for each. */
export function createCodecModules(readWasm: (codec: CodecName) => Uint8Array): CodecModules {
  return {
    openJpeg: emscriptenModule(createOpenJpeg, () => readWasm('openJpeg')),
    openJph: emscriptenModule(createOpenJph, () => readWasm('openJph')),
    native: nativeModule(() => readWasm('native')),
  };
}

type Silence = Pick<Parameters<typeof createOpenJpeg>[0], 'print' | 'printErr'>;

/** Codecs write what they think of a stream to the console, file contents included. */
const silence: Silence = { print: () => undefined, printErr: () => undefined };

function emscriptenModule<Instance>(
  create: (options: Silence & { readonly wasmBinary: Uint8Array }) => Promise<Instance>,
  readWasm: () => Uint8Array,
): CodecModule<Instance> {
  let wasmBinary: Uint8Array | undefined;
  return renewedAfterFailure(() => {
    wasmBinary ??= readWasm();
    return create({ wasmBinary, ...silence });
  });
}

function nativeModule(readWasm: () => Uint8Array): CodecModule<NativeCodecs> {
  let instantiate: (() => NativeCodecs) | undefined;
  return renewedAfterFailure(() => {
    instantiate ??= compileNativeCodecs(readWasm());
    return Promise.resolve(instantiate());
  });
}

function renewedAfterFailure<Instance>(create: () => Promise<Instance>): CodecModule<Instance> {
  let current: Promise<Instance> | undefined;
  return {
    use: async (work) => {
      current ??= create();
      try {
        return work(await current);
      } catch (error) {
        current = undefined;
        throw error;
      }
    },
  };
}
