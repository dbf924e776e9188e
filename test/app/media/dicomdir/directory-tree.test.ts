import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDirectoryRecords } from '../../../../app/media/dicomdir/directory-records.ts';
import { mediaDirectory } from '../../../../app/media/dicomdir/directory-tree.ts';
import type { MediaDirectory } from '../../../../app/media/dicomdir/directory-tree.ts';
import { dicomdir, oneSeries } from '../../../fixtures/dicomdir.ts';
import type { DicomdirFixture } from '../../../fixtures/dicomdir.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';

const images = [1, 2, 3].map((number) => ({
  fileID: ['DICOM', `IM${String(number)}`],
  sopInstanceUID: `2.25.${String(number)}`,
  instanceNumber: number,
}));
const records = [oneSeries(images), oneSeries([], { patientID: 'P2' })];

function read(bytes: Uint8Array, most?: number): MediaDirectory | undefined {
  const found = readDirectoryRecords(bytes, most);
  return found === undefined ? undefined : mediaDirectory(found);
}

function built(fixture: Partial<DicomdirFixture> = {}): MediaDirectory | undefined {
  return read(dicomdir({ records, ...fixture }));
}

const whole = {
  patientID: 'P1',
  studyInstanceUID: '2.25.1001',
  seriesInstanceUID: '2.25.1002',
  ...{ modality: 'CT', seriesNumber: '5' },
};
const named = [['1'], ['2'], ['3']].map(([number = '']) => ({
  ...whole,
  fileID: ['DICOM', `IM${number}`],
  sopInstanceUID: `2.25.${number}`,
  instanceNumber: Number(number),
}));

describe('a DICOMDIR', () => {
  it.each(['1.2.840.10008.1.2.1', '1.2.840.10008.1.2'])(
    'is read with patient, study and series of each file, as %s',
    (transferSyntaxUID) => {
      const found = built({ transferSyntaxUID });
      expect(found?.damage).toEqual([]);
      expect(found?.records).toBe(9);
      expect(found?.files).toMatchObject(named);
    },
  );

  it('is read by the order of its records where every offset leads nowhere', () => {
    const found = built({ bend: (offset) => (offset === 0 ? 0 : offset + 2) });
    expect(found?.damage).toEqual(['wildOffset', 'unreachable']);
    expect(found?.files).toMatchObject(named);
  });

  it('is read by the order of its records where nothing leads to them', () => {
    const found = built({ bend: () => 0 });
    expect(found?.damage).toEqual(['unreachable']);
    expect(found?.files).toMatchObject(named);
  });

  it('ends although every record leads back to the first', () => {
    const first = readDirectoryRecords(dicomdir({ records }))?.first ?? 0;
    const found = built({ bend: () => first });
    expect(found?.damage).toContain('cyclic');
    expect(found?.files).toMatchObject(named);
  });

  it('gives what is there when it is cut anywhere', () => {
    const bytes = dicomdir({ records });
    for (let length = 0; length < bytes.length; length += 1) {
      const found = read(bytes.subarray(0, length));
      if (found === undefined) continue;
      const { files } = found;
      expect(files).toMatchObject(named.slice(0, files.length));
    }
    const most = read(bytes.subarray(0, bytes.length - 2));
    expect(most?.damage).toContain('truncated');
    expect(most?.files).toHaveLength(3);
  });

  it('says when it has more records than are read', () => {
    const found = read(dicomdir({ records }), 4);
    expect(found).toMatchObject({ records: 4, damage: ['wildOffset', 'tooLarge'] });
  });

  it('takes slashes inside a File ID for the ends of components', () => {
    const found = built({ records: [oneSeries([{ fileID: ['DICOM/A', 'IM1'] }])] });
    expect(found?.files[0]?.fileID).toEqual(['DICOM', 'A', 'IM1']);
  });

  it('is nothing where there is no sequence of records', () => {
    expect(read(ctImage())).toBeUndefined();
    expect(read(new Uint8Array(0))).toBeUndefined();
    expect(read(new TextEncoder().encode('[autorun]\r\nopen=viewer.exe\r\n'.repeat(20)))).toBe(
      undefined,
    );
  });

  it('never throws on any bytes, nor on a real one with bytes changed, cut out and repeated', () => {
    const bytes = dicomdir({ records });
    const place = fc.nat(bytes.length - 1);
    const change = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), at: place, to: fc.nat(255) }),
      fc.record({ kind: fc.constant('cut' as const), at: place, to: fc.nat(64) }),
      fc.record({ kind: fc.constant('repeat' as const), at: place, to: fc.nat(64) }),
    );
    const changed = fc.array(change, { minLength: 1, maxLength: 12 }).map((changes) => {
      let now = Buffer.from(bytes);
      for (const { kind, at, to } of changes) {
        if (kind === 'set') now[at] = to;
        else if (kind === 'cut') now = Buffer.concat([now.subarray(0, at), now.subarray(at + to)]);
        else now = Buffer.concat([now.subarray(0, at + to), now.subarray(at)]);
      }
      return now;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 2000 }), changed), (hostile) => {
        const found = read(hostile);
        if (found === undefined) return;
        expect(found.files.length).toBeLessThanOrEqual(found.records);
        expect(found.files.every(({ fileID }) => fileID.length <= 64)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
