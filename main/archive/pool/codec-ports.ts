// What decoders in app/ need of the machine: wasm files, which the build puts beside the worker, and inflate.
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { createCodecModules } from '../../../app/pixel/codecs/codec-modules.ts';
import type { DecoderPorts } from '../../../app/pixel/decoders/frame-decoder.ts';

export const codecPorts: DecoderPorts = {
  inflate: (bytes, maxOutputLength) => inflateRawSync(bytes, { maxOutputLength }),
  modules: createCodecModules((codec) =>
    readFileSync(new URL(`./codecs/${codec}.wasm`, import.meta.url)),
  ),
};
