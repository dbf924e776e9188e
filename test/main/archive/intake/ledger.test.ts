import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  SeriesInstanceUID,
  SOPInstanceUID,
  StudyInstanceUID,
  Watermark,
} from '../../../../app/model/identifiers.ts';
import { importBuckets } from '../../../../app/model/jobs.ts';
import { createLedger } from '../../../../main/archive/intake/ledger.ts';
import type { Settlement } from '../../../../main/archive/intake/ledger.ts';

const stored: Settlement = {
  bucket: 'stored',
  instance: {
    studyInstanceUID: '1.1' as StudyInstanceUID,
    seriesInstanceUID: '1.2' as SeriesInstanceUID,
    sopInstanceUID: '1.3' as SOPInstanceUID,
  },
  sha256: 'ab'.repeat(32),
  watermark: 7 as Watermark,
};

const settlement = fc
  .constantFrom(...importBuckets)
  .map((bucket): Settlement => (bucket === 'stored' ? stored : { bucket, details: [] }));

describe('the ledger of an import', () => {
  it('balances exactly when every path is settled', () => {
    fc.assert(
      fc.property(fc.array(fc.option(settlement), { maxLength: 50 }), (ends) => {
        const ledger = createLedger();
        for (const [index, end] of ends.entries()) {
          const account = ledger.enter(`same name ${String(index % 3)}`, index);
          if (end !== null) ledger.settle(account, end);
        }
        const { scanned, ...buckets } = ledger.counts();
        const settled = ends.filter((end) => end !== null);
        expect(scanned).toBe(ends.length);
        expect(Object.values(buckets).reduce((a, b) => a + b, 0)).toBe(settled.length);
        expect(ledger.isBalanced()).toBe(settled.length === ends.length);
        const excluded = settled.filter(({ bucket }) => bucket !== 'stored');
        expect(ledger.exclusions().map(({ bucket }) => bucket)).toEqual(
          excluded.map(({ bucket }) => bucket),
        );
      }),
    );
  });

  it('lists every settled path for the receipt, and what was stored for the verification', () => {
    const ledger = createLedger();
    ledger.settle(ledger.enter('a', 1), stored);
    ledger.settle(ledger.enter('b', 2), {
      bucket: 'refused',
      problem: 'MissingAttribute',
      failureReason: 43264,
      details: ['why'],
    });
    ledger.enter('c', 3);
    const { instance, sha256 } = stored;
    const codes = { problem: 'MissingAttribute', failureReason: 43264, details: ['why'] };
    expect([...ledger.files()]).toEqual([
      { path: 'a', bytes: 1, bucket: 'stored', instance, sha256 },
      { path: 'b', bytes: 2, bucket: 'refused', ...codes },
    ]);
    expect([...ledger.watermarks()]).toEqual([7]);
    expect(ledger.exclusions()).toEqual([{ path: 'b', bytes: 2, bucket: 'refused', ...codes }]);
  });

  it('takes a path once and settles it once', () => {
    const ledger = createLedger();
    const account = ledger.enter('a', 1);
    ledger.settle(account, stored);
    expect(() => {
      ledger.settle(account, stored);
    }).toThrow();
    expect(() => {
      ledger.settle({ path: 'a', bytes: 1 }, stored);
    }).toThrow();
    expect(ledger.counts()).toMatchObject({ scanned: 1, stored: 1 });
  });
});
