// JPEG baseline for /rendered and thumbnails.
import type { CodecModules } from '../codecs/codec-modules.ts';
import type { DisplayImage } from '../image.ts';

/** `quality` 1 to 100. Throws Error when the codec cannot. */
export async function encodeJpeg(
  { width, height, channels, pixels }: DisplayImage,
  quality: number,
  modules: CodecModules,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const raster = { rows: height, columns: width, components: channels, bits: 8, isSigned: false };
  return modules.native.use((native) => native.encodeJpeg({ ...raster, bytes }, quality));
}
