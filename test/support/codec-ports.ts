// The decoders' ports for tests that run from source: wasm straight from the packages.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateRawSync } from 'node:zlib';
import { createCodecModules, type CodecName } from '../../app/pixel/codecs/codec-modules.ts';
import type { DecoderPorts } from '../../app/pixel/decoders/frame-decoder.ts';

const require = createRequire(import.meta.url);
const list = new URL('../../app/pixel/codecs/codec-files.json', import.meta.url);
const codecFiles = JSON.parse(readFileSync(list, 'utf8')) as Readonly<Record<CodecName, string>>;

export const codecPorts: DecoderPorts = {
  inflate: (bytes, maxOutputLength) => inflateRawSync(bytes, { maxOutputLength }),
  modules: createCodecModules((codec) => readFileSync(require.resolve(codecFiles[codec]))),
};
