// Compressed files made and decoded by DCMTK and GDCM, compared value by value with our decoders.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageFile, type ImageFixture } from '../../fixtures/pixel-images.ts';
import { decodedFrameOf, largestDifference, openImage, valuesOf } from '../../support/images.ts';
import { hasProgram, whenAvailable } from '../../support/outside.ts';

const grey8: ImageFixture = { rows: 61, columns: 67 };
const grey12: ImageFixture = { bitsAllocated: 16, bitsStored: 12 };
const grey16: ImageFixture = { bitsAllocated: 16 };
const signed16: ImageFixture = { bitsAllocated: 16, isSigned: true };
const rgb: ImageFixture = { samplesPerPixel: 3, rows: 50, columns: 75 };
const planar: ImageFixture = { ...rgb, planarConfiguration: 1 };
const rgb16: ImageFixture = { samplesPerPixel: 3, bitsAllocated: 16 };
const frames: ImageFixture = { ...grey12, numberOfFrames: 3, rows: 33, columns: 35 };

type Command = readonly [program: string, ...options: string[]];

interface Row {
  readonly name: string;
  readonly image: ImageFixture;
  readonly encode: Command;
  readonly decode: Command;
  /** Difference allowed between two lossy decoders, in stored values. */
  readonly tolerance?: number;
}

const dcmdjpeg: Command = ['dcmdjpeg'];
const dcmdjpls: Command = ['dcmdjpls'];
const dcmdrle: Command = ['dcmdrle'];
const gdcmRaw: Command = ['gdcmconv', '--raw'];

const rows: readonly Row[] = [
  { name: 'JPEG baseline, grey', image: grey8, encode: ['dcmcjpeg', '+eb'], decode: dcmdjpeg },
  {
    name: 'JPEG baseline, RGB as 4:4:4',
    image: rgb,
    encode: ['dcmcjpeg', '+eb', '+s4'],
    decode: dcmdjpeg,
  },
  {
    name: 'JPEG baseline, RGB as 4:2:2',
    image: rgb,
    encode: ['dcmcjpeg', '+eb', '+s2'],
    decode: dcmdjpeg,
  },
  {
    name: 'JPEG baseline, RGB untransformed',
    image: rgb,
    encode: ['dcmcjpeg', '+eb', '+cr'],
    decode: dcmdjpeg,
  },
  { name: 'JPEG baseline, planes', image: planar, encode: ['dcmcjpeg', '+eb'], decode: dcmdjpeg },
  { name: 'JPEG extended, 12 bits', image: grey12, encode: ['dcmcjpeg', '+ee'], decode: dcmdjpeg },
  { name: 'JPEG spectral selection', image: grey12, encode: ['dcmcjpeg', '+es'], decode: dcmdjpeg },
  { name: 'JPEG full progression', image: grey12, encode: ['dcmcjpeg', '+ep'], decode: dcmdjpeg },
  {
    name: 'JPEG lossless SV1, 8 bits',
    image: grey8,
    encode: ['dcmcjpeg', '+e1'],
    decode: dcmdjpeg,
  },
  {
    name: 'JPEG lossless SV1, 16 bits',
    image: grey16,
    encode: ['dcmcjpeg', '+e1'],
    decode: dcmdjpeg,
  },
  {
    name: 'JPEG lossless SV1, signed',
    image: signed16,
    encode: ['dcmcjpeg', '+e1'],
    decode: dcmdjpeg,
  },
  {
    name: 'JPEG lossless SV1, RGB',
    image: rgb,
    encode: ['dcmcjpeg', '+e1'],
    decode: dcmdjpeg,
  },
  {
    name: 'JPEG lossless SV1, three frames',
    image: frames,
    encode: ['dcmcjpeg', '+e1'],
    decode: dcmdjpeg,
  },
  ...['1', '2', '3', '4', '5', '6', '7'].map((predictor): Row => ({
    name: `JPEG lossless, predictor ${predictor}`,
    image: grey12,
    encode: ['dcmcjpeg', '+el', '+sv', predictor],
    decode: dcmdjpeg,
  })),
  { name: 'JPEG-LS lossless, 8 bits', image: grey8, encode: ['dcmcjpls'], decode: dcmdjpls },
  { name: 'JPEG-LS lossless, 16 bits', image: grey16, encode: ['dcmcjpls'], decode: dcmdjpls },
  { name: 'JPEG-LS lossless, signed', image: signed16, encode: ['dcmcjpls'], decode: dcmdjpls },
  {
    name: 'JPEG-LS lossless, RGB by line',
    image: rgb,
    encode: ['dcmcjpls', '+il'],
    decode: dcmdjpls,
  },
  {
    name: 'JPEG-LS lossless, RGB by sample',
    image: rgb,
    encode: ['dcmcjpls', '+is'],
    decode: dcmdjpls,
  },
  {
    name: 'JPEG-LS lossless, RGB by plane',
    image: planar,
    encode: ['dcmcjpls', '+in'],
    decode: dcmdjpls,
  },
  { name: 'JPEG-LS near-lossless', image: grey12, encode: ['dcmcjpls', '+en'], decode: dcmdjpls },
  { name: 'JPEG-LS, three frames', image: frames, encode: ['dcmcjpls'], decode: dcmdjpls },
  { name: 'RLE, 8 bits', image: grey8, encode: ['dcmcrle'], decode: dcmdrle },
  { name: 'RLE, 16 bits', image: grey16, encode: ['dcmcrle'], decode: dcmdrle },
  { name: 'RLE, RGB', image: rgb, encode: ['dcmcrle'], decode: dcmdrle },
  { name: 'RLE, RGB in planes', image: planar, encode: ['dcmcrle'], decode: dcmdrle },
  { name: 'RLE, RGB of 16 bits', image: rgb16, encode: ['dcmcrle'], decode: dcmdrle },
  { name: 'RLE, three frames', image: frames, encode: ['dcmcrle'], decode: dcmdrle },
  {
    name: 'JPEG 2000 lossless, 8 bits',
    image: grey8,
    encode: ['gdcmconv', '--j2k'],
    decode: gdcmRaw,
  },
  {
    name: 'JPEG 2000 lossless, 12 bits',
    image: grey12,
    encode: ['gdcmconv', '--j2k'],
    decode: gdcmRaw,
  },
  {
    name: 'JPEG 2000 lossless, 16 bits',
    image: grey16,
    encode: ['gdcmconv', '--j2k'],
    decode: gdcmRaw,
  },
  {
    name: 'JPEG 2000 lossless, signed',
    image: signed16,
    encode: ['gdcmconv', '--j2k'],
    decode: gdcmRaw,
  },
  {
    name: 'JPEG 2000 lossless, signed bytes',
    image: { isSigned: true },
    encode: ['gdcmconv', '--j2k'],
    decode: gdcmRaw,
  },
  { name: 'JPEG 2000 lossless, RGB', image: rgb, encode: ['gdcmconv', '--j2k'], decode: gdcmRaw },
  {
    name: 'JPEG 2000, lossy',
    image: grey8,
    encode: ['gdcmconv', '--j2k', '--lossy', '-q', '20'],
    decode: gdcmRaw,
    tolerance: 1,
  },
  {
    name: 'JPEG 2000, three frames',
    image: frames,
    encode: ['gdcmconv', '--j2k'],
    decode: gdcmRaw,
  },
  { name: 'JPEG-LS by GDCM, RGB', image: rgb, encode: ['gdcmconv', '--jpegls'], decode: gdcmRaw },
  { name: 'RLE by GDCM', image: grey12, encode: ['gdcmconv', '--rle'], decode: gdcmRaw },
  {
    name: 'big endian by DCMTK, 16 bits',
    image: signed16,
    encode: ['dcmconv', '+tb'],
    decode: ['dcmconv', '+te'],
  },
  {
    name: 'big endian by DCMTK, bytes in words',
    image: { ...grey8, rows: 7, columns: 9 },
    encode: ['dcmconv', '+tb'],
    decode: ['dcmconv', '+te'],
  },
  {
    name: 'big endian by DCMTK, RGB',
    image: rgb,
    encode: ['dcmconv', '+tb'],
    decode: ['dcmconv', '+te'],
  },
  {
    name: 'implicit VR by DCMTK',
    image: frames,
    encode: ['dcmconv', '+ti'],
    decode: ['dcmconv', '+te'],
  },
  {
    name: 'deflated by DCMTK',
    image: frames,
    encode: ['dcmconv', '+td'],
    decode: ['dcmconv', '+te'],
  },
];

const programs = [
  'dcmconv',
  'dcmcjpeg',
  'dcmdjpeg',
  'dcmcjpls',
  'dcmdjpls',
  'dcmcrle',
  'dcmdrle',
  'gdcmconv',
];
const isHere = whenAvailable('DCMTK and GDCM', programs.every(hasProgram));

describe('our decoders and those of DCMTK and GDCM', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vestibule-oracles-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function run([program, ...options]: Command, from: string, to: string): Uint8Array {
    rmSync(join(folder, to), { force: true });
    execFileSync(program, [...options, join(folder, from), join(folder, to)], { stdio: 'pipe' });
    if (!existsSync(join(folder, to))) throw new Error(`${program} wrote nothing.`);
    return readFileSync(join(folder, to));
  }

  it.runIf(isHere).each(rows)('see the same in $name', async (row) => {
    writeFileSync(join(folder, 'native.dcm'), imageFile(row.image));
    const ours = openImage(run(row.encode, 'native.dcm', 'encoded.dcm'));
    const theirs = openImage(run(row.decode, 'encoded.dcm', 'decoded.dcm'));
    expect(ours.description.numberOfFrames).toBe(row.image.numberOfFrames ?? 1);
    for (let frame = 0; frame < ours.description.numberOfFrames; frame++) {
      const difference = largestDifference(
        valuesOf(await decodedFrameOf(ours, frame)),
        valuesOf(await decodedFrameOf(theirs, frame)),
      );
      expect(difference).toBeLessThanOrEqual(row.tolerance ?? 0);
    }
  });
});
