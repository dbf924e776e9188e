import { describe, expect, it } from 'vitest';
import type { ImportRecord, Receipt, ReceiptFile } from '../../../app/model/receipt.ts';
import { receiptPage } from '../../../app/receipt/receipt-page.ts';
import { importRecord } from '../../support/import-records.ts';

async function* listed(files: readonly ReceiptFile[]): AsyncGenerator<ReceiptFile> {
  for (const file of files) yield await Promise.resolve(file);
}

async function pageOf(
  changes: Partial<ImportRecord> = {},
  files: readonly ReceiptFile[] = [],
): Promise<string> {
  const receipt: Receipt = {
    ...{ format: 1, number: 12, previousHash: '', hash: 'cd'.repeat(32) },
    record: importRecord(changes),
    files: { count: files.length, bytes: 1, sha256: 'ef'.repeat(32) },
  };
  let page = '';
  for await (const piece of receiptPage(receipt, listed(files))) page += piece;
  return page;
}

/** What a reader of the page sees, without mark-up and style. */
const textOf = (page: string): string =>
  page
    .replace(/<style>[^]*<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

const gaps = [
  { kind: 'instanceNumbers', missing: 3, expected: 412, ranges: [{ first: 201, last: 203 }] },
] as const;

function withSeries(series: object): Partial<ImportRecord> {
  const [patient] = importRecord().patients;
  const [study] = patient?.studies ?? [];
  if (patient === undefined || study === undefined) throw new Error('no study');
  const one = { seriesInstanceUID: '1', counts: { stored: 409 }, gaps: [], ...series };
  return { patients: [{ ...patient, studies: [{ ...study, series: [one] }] }] };
}

describe('a receipt on paper', () => {
  it('says whose images came in, from where, how many, and what they are worth', async () => {
    const page = await pageOf();
    const text = textOf(page);
    for (const part of [
      ...['Import receipt 000012', 'Not for primary diagnosis', 'clinic-A', 'DISC1 (folder)'],
      ...['Müster, Anna', 'TEST-001', '1970-01-01', '2026-03-02 09:00:07 UTC', '2026-01-02'],
      ...['1 of 1 stored files were read again', 'cd'.repeat(32), 'none: this is the first'],
    ]) {
      expect(text).toContain(part);
    }
    expect(page).toContain('class="verdict whole"');
  });

  it.each<[string, Partial<ImportRecord>]>([
    ['cancelled', { state: 'cancelled' }],
    ['failed', { state: 'failed', problem: 'VerificationFailed' }],
    ['incomplete', { state: 'incomplete' }],
    ['not balanced', { isBalanced: false }],
    ['not read again', { verification: undefined as never }],
    ['a series with a gap', withSeries({ gaps })],
  ])('is never green when %s', async (_what, changes) => {
    const page = await pageOf(changes);
    expect(page).toContain('class="verdict amber"');
    expect(page).not.toContain('class="verdict whole"');
  });

  it('names gaps and files that were not taken in', async () => {
    const text = textOf(
      await pageOf({ ...withSeries({ modality: 'CT', seriesDescription: 'THORAX 5.0', gaps }) }, [
        { path: 'A/OK', bytes: 1, bucket: 'stored' },
        {
          path: 'A/BAD',
          bytes: 1,
          bucket: 'refused',
          problem: 'MissingAttribute',
          details: ['why'],
        },
        { path: 'VIEWER.EXE', bytes: 1, bucket: 'notDicom', nonDicomKind: 'viewer' },
      ]),
    );
    expect(text).toContain('THORAX 5.0');
    expect(text).toContain('3 of 412 missing, images 201–203');
    expect(text).toContain('A/BAD Refused A required attribute is missing or not valid. why');
    expect(text).toContain('VIEWER.EXE Not DICOM viewer software');
    expect(text).not.toContain('A/OK');
  });

  it('lets no text of a medium become mark-up, and no script, link or address in', async () => {
    const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\u202egnp.exe\u0000\n`;
    const page = await pageOf(
      {
        ...withSeries({ modality: hostile, seriesNumber: hostile, seriesDescription: hostile }),
        medium: { kind: hostile, label: hostile },
        audits: [
          {
            ...{ path: hostile, records: 1, damage: [], unlisted: [], contradicting: [] },
            counts: {
              ...{ found: 0, elsewhere: 0, missing: 1, unsafe: 1 },
              ...{ contradicting: 0, unlisted: 0 },
            },
            missing: [{ modality: hostile, images: 1, numbers: [], files: [hostile] }],
            unsafe: [hostile],
          },
        ],
      },
      [{ path: hostile, bytes: 1, bucket: 'refused', details: [hostile] }],
    );
    const [patient] = importRecord().patients;
    const named = await pageOf({
      patients: [{ ...patient, studies: [], patientName: hostile, patientID: hostile }],
    });
    for (const one of [page, named]) {
      expect(one).not.toMatch(/<script|<img|<a |<link|<iframe|src=x onerror=alert\(1\)>/i);
      expect([...one].some((character) => '\u202e\u0000'.includes(character))).toBe(false);
      expect(one).not.toMatch(/https?:/);
      expect(one).toContain('&lt;script&gt;');
      expect(one).toContain("default-src 'none'");
    }
  });

  it('stays of a readable length and says how many it leaves out', async () => {
    const many = Array.from({ length: 6000 }, (_, n): ReceiptFile => {
      return { path: `F${String(n)}`, bytes: 1, bucket: 'notDicom' };
    });
    const page = await pageOf({}, many);
    expect(page).toContain('F4999');
    expect(page).not.toContain('F5001<');
    expect(textOf(page)).toContain('And 1000 more');
  });
});
