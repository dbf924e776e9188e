// Every file of the corpus: its image decodes, agrees with DCMTK or GDCM, and draws; or the reason is written here.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transferSyntaxEntry, type Codec } from '../../../app/dicom/transfer-syntax.ts';
import { renderFrame } from '../../../app/pixel/render.ts';
import { ArchiveError } from '../../../app/problems.ts';
import {
  decodedFrameOf,
  findImage,
  largestDifference,
  valuesOf,
  type OpenImage,
} from '../../support/images.ts';
import { corpusDirectory, hasProgram, whenAvailable } from '../../support/outside.ts';

const manifest = join(corpusDirectory, 'MANIFEST.tsv');
const isCorpusHere = whenAvailable('the corpus of real files', existsSync(manifest));
const hasOracles = whenAvailable(
  'DCMTK and GDCM',
  ['dcmconv', 'dcmdjpeg', 'dcmdjpls', 'dcmdrle', 'gdcmconv'].every(hasProgram),
);

const files = isCorpusHere
  ? readFileSync(manifest, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t')[0] ?? '')
  : [];

/** Images that cannot be shown, and why. */
const unreadable: Readonly<Record<string, string>> = {
  'files/pydicom/JPEG2000-embedded-sequence-delimiter.dcm':
    'its codestream is overwritten with delimiters: 3.7 thousand million columns',
  'files/pydicom/no_meta.dcm': 'is no DICOM file: a name in plain text',
};

/** Where the other program, not we, is wrong or takes another liberty. */
const disagreements: Readonly<Record<string, string>> = {
  'files/dicom-server/Core.UnitTests__Resources__layer1.dcm': 'JFIF says YCbCr, header says RGB',
  'files/dicom-server/Web.Tests.E2E__Resources__layer9.dcm': 'JFIF says YCbCr, header says RGB',
  'files/dicom-server/Tests.Common__TranscodingSamples__JPEGProcess2_4.dcm':
    'JFIF says YCbCr, header says RGB',
  'files/pydicom/rtdose_expb.dcm': 'OW of 32 bits in big endian: real files swap whole samples',
  'files/pydicom/rtdose_expb_1frame.dcm': 'as rtdose_expb.dcm',
};

type Command = readonly [program: string, ...options: string[]];

const dcmtk: Partial<Record<Codec, Command>> = {
  native: ['dcmconv', '+te'],
  rle: ['dcmdrle'],
  jpeg: ['dcmdjpeg'],
  jpegLossless: ['dcmdjpeg'],
  jpegLs: ['dcmdjpls'],
};
const gdcm: Command = ['gdcmconv', '--raw'];

function imageOf(path: string): OpenImage | undefined {
  try {
    return findImage(readFileSync(join(corpusDirectory, path)));
  } catch (error) {
    if (error instanceof ArchiveError && path in unreadable) return undefined;
    throw error;
  }
}

describe.runIf(isCorpusHere)('images of real files', () => {
  let folder = '';
  let drawn = 0;
  let compared = 0;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vestibule-corpus-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    process.stderr.write(`drawn: ${String(drawn)} of ${String(files.length)} files, `);
    process.stderr.write(`${String(compared)} compared with another program\n`);
  });

  function decodedByOthers(path: string, codec: Codec | undefined): OpenImage | undefined {
    const native = join(folder, 'native.dcm');
    const commands = [codec === undefined ? undefined : dcmtk[codec], gdcm];
    for (const [program, ...options] of commands.filter((command) => command !== undefined)) {
      rmSync(native, { force: true });
      try {
        execFileSync(program, [...options, join(corpusDirectory, path), native], { stdio: 'pipe' });
      } catch (error) {
        // It cannot read the file; perhaps the next one can.
        if (error instanceof Error) continue;
      }
      const image = existsSync(native) ? findImage(readFileSync(native)) : undefined;
      if (image !== undefined) return image;
    }
    return undefined;
  }

  it.each(files)('decodes, agrees and draws: %s', async (path) => {
    const image = imageOf(path);
    if (image === undefined) return;
    if (path in unreadable) {
      await expect(decodedFrameOf(image)).rejects.toMatchObject({ code: 'NotTranscodable' });
      return;
    }
    const { description } = image;
    const frames = Array.from({ length: Math.min(30, description.numberOfFrames) }, (_, i) => i);
    const codec = transferSyntaxEntry(description.transferSyntaxUID)?.codec;
    const isComparable = hasOracles && !(path in disagreements);
    const theirs = isComparable ? decodedByOthers(path, codec) : undefined;
    for (const frame of frames) {
      const decoded = await decodedFrameOf(image, frame, true);
      const shown = renderFrame(description, decoded, { frameIndex: frame });
      expect(shown.pixels).toHaveLength(shown.width * shown.height * shown.channels);
      if (theirs === undefined || path.endsWith('MR_truncated.dcm')) continue;
      const other = await decodedFrameOf(theirs, frame, true);
      // Some leave YCbCr as it is where we, like DCMTK, deliver RGB.
      const isSameColour =
        other.format.photometricInterpretation === decoded.format.photometricInterpretation;
      if (!isSameColour) continue;
      expect(largestDifference(valuesOf(decoded), valuesOf(other))).toBe(0);
      if (frame === 0) compared++;
    }
    drawn++;
  });
});
