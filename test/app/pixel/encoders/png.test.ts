import { deflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import { expect, it } from 'vitest';
import { encodePng } from '../../../../app/pixel/encoders/png.ts';
import type { DisplayImage } from '../../../../app/pixel/image.ts';

it.each([1, 3] as const)('writes %d channels that another library reads back', (channels) => {
  const [width, height] = [7, 5];
  const pixels = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 37) & 255);
  const image: DisplayImage = { width, height, channels, pixels };
  const png = decode(
    encodePng(image, (bytes) => deflateSync(bytes)),
    { checkCrc: true },
  );
  expect(png).toMatchObject({ width, height, channels, depth: 8 });
  expect(new Uint8Array(png.data)).toEqual(pixels);
});
