import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCodestreamHeader } from '../../../../app/pixel/codestream/codestream.ts';
import {
  isComplete,
  readJpeg2000Header,
} from '../../../../app/pixel/codestream/jpeg2000-header.ts';
import { readJpegHeader } from '../../../../app/pixel/codestream/jpeg-header.ts';
import { readFrameBytes } from '../../../../app/pixel/frames.ts';
import { openImage } from '../../../support/images.ts';

function stream(name: string): Uint8Array {
  const path = new URL(`../../../fixtures/pixels/${name}.dcm`, import.meta.url);
  const { file, table } = openImage(readFileSync(path));
  return new Uint8Array(readFrameBytes(file.source, table, 0));
}

describe('the header of a codestream', () => {
  it('tells the frame, components and colour of JPEG', () => {
    expect(readJpegHeader(stream('jpeg-baseline-rgb-422'))).toMatchObject({
      rows: 32,
      columns: 48,
      components: 3,
      bits: 8,
      frameMarker: 0xc0,
      isSubsampled: true,
      hasColourTransform: true,
    });
    expect(readJpegHeader(stream('jpeg-lossless-predictor-6'))).toMatchObject({
      frameMarker: 0xc3,
      bits: 16,
    });
  });

  it('tells how JPEG-LS interleaves', () => {
    const modes = ['plane', 'line', 'sample'].map(
      (mode) => readJpegHeader(stream(`jpeg-ls-rgb-${mode}`))?.interleaveMode,
    );
    expect(modes).toEqual([0, 1, 2]);
  });

  it('tells depth, sign, transform and block coder of JPEG 2000', () => {
    expect(readJpeg2000Header(stream('jpeg2000-signed-bytes'))).toMatchObject({
      bits: 8,
      isSigned: true,
      isHighThroughput: false,
    });
    expect(readJpeg2000Header(stream('htj2k-rgb'))).toMatchObject({
      components: 3,
      hasColourTransform: true,
      isHighThroughput: true,
    });
  });

  it('is found inside the boxes of a JP2 file', () => {
    const bare = stream('jpeg2000-12');
    const box = Uint8Array.of(0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a);
    const open = Uint8Array.of(0, 0, 0, 0, 0x6a, 0x70, 0x32, 0x63);
    const jp2 = Uint8Array.from([...box, ...open, ...bare]);
    expect(readJpeg2000Header(jp2)).toMatchObject({ start: 20, bits: 16, rows: 64 });
  });

  it('of anything else is undefined, and reading it never fails', () => {
    const codec = fc.constantFrom('jpeg', 'jpegLs', 'jpeg2000', 'htj2k', 'rle', undefined);
    const start = fc.constantFrom([], [0xff, 0xd8, 0xff], [0xff, 0x4f, 0xff, 0x51]);
    fc.assert(
      fc.property(codec, start, fc.uint8Array({ maxLength: 200 }), (kind, first, rest) => {
        const header = readCodestreamHeader(kind, Uint8Array.from([...first, ...rest]));
        expect(header === undefined || header.rows > 0).toBe(true);
      }),
    );
  });
});

describe('a JPEG 2000 codestream', () => {
  it.each(['jpeg2000-12', 'jpeg2000-lossy', 'htj2k-rgb'])(
    'is complete only as a whole: %s',
    (name) => {
      const whole = stream(name);
      expect(isComplete(whole, 0)).toBe(true);
      for (const share of [0.1, 0.5, 0.9]) {
        expect(isComplete(whole.subarray(0, Math.floor(whole.length * share)), 0)).toBe(false);
      }
    },
  );
});
