import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importBuckets } from '../../../../app/model/jobs.ts';
import { createLedger } from '../../../../main/archive/intake/ledger.ts';
import type { Settlement } from '../../../../main/archive/intake/ledger.ts';

const settlement = fc
  .constantFrom(...importBuckets)
  .map((bucket): Settlement => (bucket === 'stored' ? { bucket } : { bucket, details: [] }));

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

  it('takes a path once and settles it once', () => {
    const ledger = createLedger();
    const account = ledger.enter('a', 1);
    ledger.settle(account, { bucket: 'stored' });
    expect(() => {
      ledger.settle(account, { bucket: 'stored' });
    }).toThrow();
    expect(() => {
      ledger.settle({ path: 'a', bytes: 1 }, { bucket: 'stored' });
    }).toThrow();
    expect(ledger.counts()).toMatchObject({ scanned: 1, stored: 1 });
  });
});
