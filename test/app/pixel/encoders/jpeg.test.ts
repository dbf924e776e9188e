import { decode } from 'jpeg-js';
import { expect, it } from 'vitest';
import { encodeJpeg } from '../../../../app/pixel/encoders/jpeg.ts';
import type { DisplayImage } from '../../../../app/pixel/image.ts';
import { codecPorts } from '../../../support/codec-ports.ts';

const image = (channels: 1 | 3): DisplayImage => {
  const [width, height] = [40, 24];
  const pixels = Uint8Array.from(
    { length: width * height * channels },
    (_, i) => 128 + 100 * Math.sin(i / (30 * channels)),
  );
  return { width, height, channels, pixels };
};

it.each([1, 3] as const)('writes %d channels that another library sees alike', async (channels) => {
  const source = image(channels);
  const jpeg = decode(await encodeJpeg(source, 100, codecPorts.modules), { useTArray: true });
  expect(jpeg).toMatchObject({ width: 40, height: 24 });
  let worst = 0;
  for (let pixel = 0; pixel < 40 * 24; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const theirs = jpeg.data[pixel * 4 + channel] ?? NaN;
      const ours = source.pixels[pixel * channels + (channels === 3 ? channel : 0)] ?? NaN;
      worst = Math.max(worst, Math.abs(theirs - ours));
    }
  }
  expect(worst).toBeLessThanOrEqual(6);
});

it('takes fewer bytes at a lower quality', async () => {
  const sizes = [100, 50, 1].map(async (quality) => {
    return (await encodeJpeg(image(3), quality, codecPorts.modules)).length;
  });
  const [best = 0, middle = 0, least = 0] = await Promise.all(sizes);
  expect(best).toBeGreaterThan(middle);
  expect(middle).toBeGreaterThan(least);
});
