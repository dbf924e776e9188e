import { describe, expect, it } from 'vitest';
import { auditMedium } from '../../../../app/media/dicomdir/audit.ts';
import type { FoundDirectory, MediumFile } from '../../../../app/media/dicomdir/audit.ts';
import type {
  InstanceUIDs,
  SeriesInstanceUID,
  SOPInstanceUID,
  StudyInstanceUID,
} from '../../../../app/model/identifiers.ts';
import { lackingImages } from '../../../../app/model/media-audit.ts';
import type { ListedFile } from '../../../../app/media/dicomdir/directory-tree.ts';

const place = {
  patientID: 'P1',
  studyInstanceUID: '1.1',
  seriesInstanceUID: '1.2',
  ...{ modality: 'CT', seriesNumber: '5' },
};

function listed(fileID: string, number: number, changes: Partial<ListedFile> = {}): ListedFile {
  return {
    ...{ ...place, fileID: fileID.split('/'), isInUse: true, instanceNumber: number },
    ...{ sopClassUID: '1.9', sopInstanceUID: `1.3.${String(number)}`, ...changes },
  };
}

function directory(files: readonly ListedFile[], path = 'DICOMDIR'): FoundDirectory {
  return { path, directory: { records: files.length, damage: [], files } };
}

function image(path: string, number: number, changes: Partial<MediumFile> = {}): MediumFile {
  const instance: InstanceUIDs = {
    studyInstanceUID: '1.1' as StudyInstanceUID,
    seriesInstanceUID: '1.2' as SeriesInstanceUID,
    sopInstanceUID: `1.3.${String(number)}` as SOPInstanceUID,
  };
  return { path, isDicom: true, instance, sopClassUID: '1.9', patientID: 'P1', ...changes };
}

describe('the audit of a medium', () => {
  it('finds nothing to say where there is no DICOMDIR', () => {
    expect(auditMedium([], [image('IM1', 1)]).audits).toEqual([]);
  });

  it.each(['DICOM/IM1', 'dicom/im1', 'DICOM/IM1.;1', 'Dicom/Im1.', 'DICOM/IM1;1', 'dicom/IM1.dcm'])(
    'finds what DICOM/IM1 names in a file called %s',
    (path) => {
      const { audits } = auditMedium([directory([listed('DICOM/IM1', 1)])], [image(path, 1)]);
      expect(audits[0]?.counts).toMatchObject({ found: 1, missing: 0, unlisted: 0 });
    },
  );

  it('prefers the file whose name is spelled alike', () => {
    const files = [image('im1', 2), image('IM1', 1)];
    const { audits } = auditMedium([directory([listed('IM1', 1)])], files);
    expect(audits[0]?.counts).toMatchObject({ found: 1, contradicting: 0, unlisted: 1 });
    expect(audits[0]?.unlisted).toEqual(['im1']);
  });

  it('looks below the folder the DICOMDIR lies in', () => {
    const files = [image('DISC1/IM1', 1), image('IM2', 2)];
    const found = directory([listed('IM1', 1), listed('IM2', 3)], 'DISC1/DICOMDIR');
    const { audits } = auditMedium([found], files);
    expect(audits[0]?.counts).toMatchObject({ found: 1, missing: 1, unlisted: 0 });
  });

  it('names what is missing by series, with numbers and File IDs', () => {
    const other = { seriesInstanceUID: '1.4', modality: 'MR', seriesNumber: '7' };
    const files = [listed('A', 1), listed('B', 2), listed('C', 3), listed('D', 9, other)];
    const { audits } = auditMedium([directory(files)], [image('A', 1)]);
    expect(audits[0]?.missing).toMatchObject([
      { modality: 'CT', seriesNumber: '5', images: 2, numbers: [{ first: 2, last: 3 }] },
      { modality: 'MR', seriesNumber: '7', images: 1, files: ['D'] },
    ]);
    expect(lackingImages(audits)).toBe(3);
  });

  it('calls an image missing whose file is there and is none', () => {
    const blank: MediumFile = { path: 'A', isDicom: false };
    const { audits } = auditMedium([directory([listed('A', 1)])], [blank]);
    expect(audits[0]?.counts.missing).toBe(1);
  });

  it('does not call an image missing that is in a file of another name', () => {
    const { audits } = auditMedium([directory([listed('A', 1)])], [image('RENAMED', 1)]);
    expect(audits[0]?.counts).toMatchObject({ elsewhere: 1, missing: 0, unlisted: 0 });
  });

  it.each(['../SECRET', '/etc/passwd', 'A/../../B', 'C:/WINDOWS', '//server/share', 'A:stream'])(
    'looks for nothing where a File ID says %s',
    (fileID) => {
      const files = [image('SECRET', 7), image('B', 8), image('etc/passwd', 9)];
      const { audits } = auditMedium([directory([listed(fileID, 1)], 'X/DICOMDIR')], files);
      expect(audits[0]).toMatchObject({ counts: { unsafe: 1, found: 0 }, unsafe: [fileID] });
      expect(lackingImages(audits)).toBe(1);
    },
  );

  it('calls a File ID of more than eight components unsafe only when it is nowhere', () => {
    const deep = 'A/B/C/D/E/F/G/H/I';
    const found = directory([listed(deep, 1), listed(`${deep}/J`, 2)]);
    const { audits } = auditMedium([found], [image(deep, 1)]);
    expect(audits[0]?.counts).toMatchObject({ found: 1, unsafe: 1, missing: 0 });
  });

  it.each([
    ['sopInstanceUID', { sopInstanceUID: '1.3.8' }],
    ['sopClassUID', { sopClassUID: '1.8' }],
    ['seriesInstanceUID', { seriesInstanceUID: '1.8' }],
    ['studyInstanceUID', { studyInstanceUID: '1.8' }],
    ['patientID', { patientID: 'P2' }],
  ])('says where a record contradicts its file in %s', (attribute, changes) => {
    const { audits } = auditMedium([directory([listed('A', 1, changes)])], [image('A', 1)]);
    expect(audits[0]?.counts.contradicting).toBe(1);
    expect(audits[0]?.contradicting).toEqual([{ path: 'A', attributes: [attribute] }]);
  });

  it('takes what only the record has for no contradiction: writers invent it', () => {
    const { instance } = image('A', 1);
    const bare: MediumFile = { path: 'A', isDicom: true, ...(instance && { instance }) };
    const { audits } = auditMedium([directory([listed('A', 1, { patientID: '0001' })])], [bare]);
    expect(audits[0]?.counts).toMatchObject({ found: 1, contradicting: 0 });
  });

  it('gives what no DICOMDIR lists to the nearest one above it', () => {
    const files = [image('A', 1), image('SUB/B', 2), image('SUB/C', 3), image('SUB/DEEP/D', 4)];
    const outer = directory([listed('A', 1), listed('SUB/B', 2)]);
    const { audits } = auditMedium([outer, directory([], 'SUB/DICOMDIR')], files);
    expect(audits.map(({ unlisted }) => unlisted)).toEqual([[], ['SUB/C', 'SUB/DEEP/D']]);
  });

  it('takes a second copy of a listed image for no other image', () => {
    const files = [image('A', 1), image('COPY/A', 1)];
    const { audits } = auditMedium([directory([listed('A', 1)])], files);
    expect(audits[0]?.counts).toMatchObject({ found: 1, unlisted: 0 });
  });

  it('neither misses nor finds unlisted what a record not in use names', () => {
    const files = [listed('A', 1, { isInUse: false }), listed('B', 2, { isInUse: false })];
    const { audits, listed: images } = auditMedium([directory(files)], [image('A', 1)]);
    expect(audits[0]?.counts).toMatchObject({ found: 0, missing: 0, unlisted: 0 });
    expect(images.size).toBe(0);
  });

  it('says nothing of the files around a DICOMDIR that could not be read', () => {
    const broken: FoundDirectory = {
      path: 'DICOMDIR',
      directory: undefined,
      damage: 'unreadable',
    };
    const { audits } = auditMedium([broken], [image('A', 1)]);
    expect(audits).toMatchObject([{ damage: ['unreadable'], records: 0, unlisted: [] }]);
  });

  it('counts the images of a series once, however often they are listed', () => {
    const files = [listed('A', 1), listed('B', 2), listed('B', 2)];
    const { listed: images } = auditMedium([directory(files), directory(files, 'S/DICOMDIR')], []);
    expect(images).toEqual(new Map([['1.2', 2]]));
  });
});
