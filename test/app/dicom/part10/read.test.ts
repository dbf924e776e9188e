import { describe, expect, it } from 'vitest';
import { isProbablyDicom } from '../../../../app/dicom/part10/read.ts';
import type { ReadingRemark } from '../../../../app/dicom/part10/part10.ts';
import { Tag } from '../../../../app/dicom/tag.ts';
import { TransferSyntax, transferSyntaxes } from '../../../../app/dicom/transfer-syntax.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import {
  buildPart10,
  ctElements,
  ctImage,
  element,
  type Part10Fixture,
} from '../../../fixtures/part10-builder.ts';
import { readBytes } from '../../../fixtures/read-bytes.ts';
import { joinBytes } from '../../../fixtures/encode-elements.ts';

const native = transferSyntaxes.filter((entry) => !entry.isEncapsulated);
const encapsulated = transferSyntaxes.filter((entry) => entry.isEncapsulated);

function problemOf(bytes: Uint8Array): string {
  try {
    readBytes(bytes);
  } catch (error) {
    return error instanceof ArchiveError ? error.code : String(error);
  }
  return 'read';
}

describe('reading a conforming file', () => {
  it.each(native.map((entry) => [entry.keyword, entry.uid]))('reads %s', (_, uid) => {
    const file = readBytes(ctImage({ file: { transferSyntaxUID: uid } }));
    expect(file.transferSyntaxUID).toBe(uid);
    expect(file.remarks).toEqual([]);
    expect(file.dataset.string(Tag.PatientName)).toBe('Doe^Jane');
    expect(file.dataset.numbers(Tag.PixelSpacing)).toEqual([0.5, 0.5]);
    expect(file.dataset.number(Tag.Rows)).toBe(4);
    expect(file.meta?.string(Tag.TransferSyntaxUID)).toBe(uid);
    const pixels = file.dataset.element(Tag.PixelData);
    expect(pixels).toMatchObject({ vr: 'OW', length: 32, isUndefinedLength: false });
    expect(file.source.read(pixels?.offset ?? 0, 32)).toEqual(file.dataset.bytes(Tag.PixelData));
  });

  it.each(encapsulated.map((entry) => [entry.keyword, entry.uid]))(
    'finds the fragments of %s without reading them',
    (_, uid) => {
      const fragments = [Uint8Array.of(0, 0, 0, 0), Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5, 6)];
      const file = readBytes(ctImage({ fragments, file: { transferSyntaxUID: uid } }));
      expect(file.transferSyntaxUID).toBe(uid);
      expect(file.remarks).toEqual([]);
      const found = file.dataset.element(Tag.PixelData)?.fragments ?? [];
      expect(found.map(({ offset, length }) => [...file.source.read(offset, length)])).toEqual(
        fragments.map((bytes) => [...bytes]),
      );
    },
  );

  it('reads the elements after pixel data', () => {
    const trailing = element('FFFCFFFC', 'OB', new Uint8Array(6));
    const file = readBytes(ctImage({ extra: [trailing] }));
    expect(file.dataset.elements.at(-1)).toMatchObject({ tag: 'FFFCFFFC', length: 6 });
  });

  it('leaves group lengths out', () => {
    const file = readBytes(ctImage({ extra: [element('00080000', 'UL', 4)] }));
    expect(file.dataset.has('00080000')).toBe(false);
  });
});

interface Fault {
  readonly fault: string;
  readonly file: Omit<Part10Fixture, 'elements'>;
  readonly remarks: readonly ReadingRemark[];
  readonly transferSyntaxUID: string;
}

const explicit = TransferSyntax.ExplicitVRLittleEndian;
const implicit = TransferSyntax.ImplicitVRLittleEndian;
const bigEndian = TransferSyntax.ExplicitVRBigEndian;

const faults: readonly Fault[] = [
  {
    fault: 'without preamble',
    file: { preamble: false },
    remarks: ['noPreamble'],
    transferSyntaxUID: explicit,
  },
  {
    fault: 'with the prefix at the very beginning',
    file: { preamble: new Uint8Array(0) },
    remarks: [],
    transferSyntaxUID: explicit,
  },
  {
    fault: 'without File Meta Information',
    file: { meta: false },
    remarks: ['noFileMetaInformation', 'transferSyntaxGuessed'],
    transferSyntaxUID: explicit,
  },
  ...[implicit, explicit, bigEndian].map((uid) => ({
    fault: `that is a bare data set in ${uid}`,
    file: { preamble: false as const, meta: false as const, transferSyntaxUID: uid },
    remarks: ['noPreamble', 'noFileMetaInformation', 'transferSyntaxGuessed'] as const,
    transferSyntaxUID: uid,
  })),
  ...[implicit, bigEndian, TransferSyntax.DeflatedExplicitVRLittleEndian].map((uid) => ({
    fault: `in Explicit VR Little Endian that claims ${uid}`,
    file: { declaredTransferSyntaxUID: uid },
    remarks: ['transferSyntaxGuessed'] as const,
    transferSyntaxUID: explicit,
  })),
  {
    fault: 'in Implicit VR that claims Explicit VR',
    file: { transferSyntaxUID: implicit, declaredTransferSyntaxUID: explicit },
    remarks: ['transferSyntaxGuessed'],
    transferSyntaxUID: implicit,
  },
  {
    fault: 'in Big Endian that claims Little Endian',
    file: { transferSyntaxUID: bigEndian, declaredTransferSyntaxUID: explicit },
    remarks: ['transferSyntaxGuessed'],
    transferSyntaxUID: bigEndian,
  },
  {
    fault: 'in Implicit VR that claims a compressed syntax',
    file: {
      transferSyntaxUID: implicit,
      declaredTransferSyntaxUID: TransferSyntax.JPEGBaseline8Bit,
    },
    remarks: ['transferSyntaxGuessed'],
    transferSyntaxUID: TransferSyntax.JPEGBaseline8Bit,
  },
  {
    fault: 'of a transfer syntax nobody registered',
    file: { declaredTransferSyntaxUID: '1.2.3.4' },
    remarks: ['transferSyntaxGuessed'],
    transferSyntaxUID: '1.2.3.4',
  },
  {
    fault: 'whose meta information lacks the transfer syntax',
    file: { meta: [element(Tag.TransferSyntaxUID, 'UI', '')] },
    remarks: ['transferSyntaxGuessed'],
    transferSyntaxUID: explicit,
  },
  ...['MZ', '\x7fELF', '#!/bin/sh'].map((magic) => ({
    fault: `whose preamble begins with ${JSON.stringify(magic)}`,
    file: { preamble: withText(magic) },
    remarks: ['executablePreamble'] as const,
    transferSyntaxUID: explicit,
  })),
];

function withText(text: string): Uint8Array {
  const preamble = new Uint8Array(128);
  preamble.set(new TextEncoder().encode(text));
  return preamble;
}

describe('reading a file as media bring it', () => {
  it.each(faults)('reads a file $fault', ({ file, remarks, transferSyntaxUID }) => {
    const read = readBytes(ctImage({ file }));
    expect(read.remarks).toEqual(remarks);
    expect(read.transferSyntaxUID).toBe(transferSyntaxUID);
    expect(read.dataset.string(Tag.PatientID)).toBe('P1');
    expect(read.dataset.number(Tag.Columns)).toBe(4);
    expect(read.dataset.element(Tag.PixelData)?.length).toBe(32);
  });

  it('does not trust the group length of the meta information', () => {
    const bytes = ctImage();
    new DataView(bytes.buffer).setUint32(140, 9999, true);
    expect(readBytes(bytes).dataset.string(Tag.PatientID)).toBe('P1');
  });

  it('names elements out of order and still gives them in order', () => {
    const elements = [...ctElements()].reverse();
    const file = readBytes(buildPart10({ elements }));
    expect(file.remarks).toEqual(['elementsOutOfOrder']);
    const tags = file.dataset.elements.map(({ tag }) => tag);
    expect(tags).toEqual([...tags].sort());
    expect(file.dataset.string(Tag.Modality)).toBe('CT');
  });

  it('keeps the first of two elements with one tag', () => {
    const twice = [element(Tag.PatientID, 'LO', 'first'), element(Tag.PatientID, 'LO', 'second')];
    const file = readBytes(buildPart10({ elements: [...ctElements().slice(0, 10), ...twice] }));
    expect(file.dataset.strings(Tag.PatientID)).toEqual(['first']);
    expect(file.remarks).toEqual(['elementsOutOfOrder']);
  });

  it('reads a deflated data set behind a zlib header', () => {
    const uid = TransferSyntax.DeflatedExplicitVRLittleEndian;
    const bytes = ctImage({ file: { transferSyntaxUID: uid } });
    const start = bodyOffset(bytes);
    const wrapped = joinBytes([
      bytes.subarray(0, start),
      Uint8Array.of(0x78, 0x9c),
      bytes.subarray(start),
    ]);
    expect(readBytes(wrapped).dataset.string(Tag.PatientID)).toBe('P1');
  });

  it('refuses a deflated data set that is damaged', () => {
    const uid = TransferSyntax.DeflatedExplicitVRLittleEndian;
    const bytes = ctImage({ file: { transferSyntaxUID: uid } });
    bytes.fill(0xff, bodyOffset(bytes));
    expect(problemOf(bytes)).toBe('InvalidInstance');
  });
});

/** Where the data set begins, by the group length of the meta information. */
function bodyOffset(bytes: Uint8Array<ArrayBuffer>): number {
  return 144 + new DataView(bytes.buffer).getUint32(140, true);
}

describe('reading a file that was cut short', () => {
  const deflated = TransferSyntax.DeflatedExplicitVRLittleEndian;
  const whole = ctImage();

  it('gives what is there of pixel data and says so', () => {
    const file = readBytes(whole.subarray(0, whole.length - 10));
    expect(file.remarks).toEqual(['truncated']);
    expect(file.dataset.element(Tag.PixelData)?.length).toBe(22);
  });

  it('gives the elements before the cut, wherever it is', () => {
    for (let end = bodyOffset(whole); end < whole.length; end++) {
      const file = readBytes(whole.subarray(0, end));
      const last = file.dataset.elements.at(-1);
      const isAtElementEnd = last === undefined || last.offset + last.length === end;
      if (!isAtElementEnd) expect(file.remarks).toEqual(['truncated']);
      expect(file.remarks.filter((remark) => remark !== 'truncated')).toEqual([]);
    }
  });

  it('gives what can be inflated of a deflated data set', () => {
    const pixelData = Uint8Array.from({ length: 4096 }, (_, i) => (i * i * 7919) >> 5);
    const bytes = ctImage({ pixelData, file: { transferSyntaxUID: deflated } });
    const file = readBytes(bytes.subarray(0, bytes.length - 1000));
    expect(file.remarks).toEqual(['truncated']);
    expect(file.dataset.string(Tag.PatientID)).toBe('P1');
  });

  it('says so when the last fragment or the delimiter is missing', () => {
    const fragments = [new Uint8Array(0), new Uint8Array(100)];
    const file = { transferSyntaxUID: TransferSyntax.RLELossless };
    const bytes = ctImage({ fragments, file });
    for (const missing of [1, 8, 9, 50, 107, 108, 115]) {
      const read = readBytes(bytes.subarray(0, bytes.length - missing));
      expect(read.remarks).toEqual(['truncated']);
      expect(read.dataset.has(Tag.PixelData)).toBe(true);
    }
  });
});

describe('bytes that are no DICOM', () => {
  const notDicom: readonly (readonly [string, Uint8Array])[] = [
    ['nothing', new Uint8Array(0)],
    ['one byte', Uint8Array.of(8)],
    ['zeros', new Uint8Array(4096)],
    ['ones', new Uint8Array(4096).fill(0xff)],
    ['text', new TextEncoder().encode('Patient name: Doe\n'.repeat(50))],
    ['a PDF', new TextEncoder().encode('%PDF-1.7\n%âãÏÓ\n1 0 obj\n'.repeat(20))],
    ['a JPEG', joinBytes([Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16), new Uint8Array(999)])],
    ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82)],
    ['a ZIP', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
    ['a Windows icon', Uint8Array.of(0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0, 104, 4)],
    ['small numbers', Uint8Array.from({ length: 4096 }, (_, i) => (i % 2 === 0 ? 8 : 0))],
  ];

  it.each(notDicom)('refuses %s', (_, bytes) => {
    expect(problemOf(bytes)).toBe('InvalidInstance');
  });

  it.each(notDicom.filter(([name]) => name !== 'small numbers'))(
    'does not suspect %s',
    (_, bytes) => {
      expect(isProbablyDicom(bytes)).toBe(false);
    },
  );

  it('refuses random bytes, thousands of them, at once', () => {
    let state = 1;
    const next = () => (state = (state * 48271) % 2147483647) & 0xff;
    for (let i = 0; i < 2000; i++) {
      const bytes = Uint8Array.from({ length: 600 }, next);
      // The hard case: the first element looks right.
      if (i % 2 === 0) bytes.set([8, 0, 5, 0, 67, 83, 10, 0]);
      expect(problemOf(bytes)).toBe('InvalidInstance');
    }
  });

  it.each(faults)('suspects a file $fault', ({ file }) => {
    expect(isProbablyDicom(ctImage({ file }).subarray(0, 256))).toBe(true);
  });
});
