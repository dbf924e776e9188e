import { cpSync, promises as fs } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { silentLog } from '../../../../app/log.ts';
import { canonicalJson } from '../../../../app/receipt/canonical-json.ts';
import { parseReceipt } from '../../../../app/receipt/parse-receipt.ts';
import { realFiles } from '../../../../main/archive/blobs/files.ts';
import { createReceiptFolder, hashOf } from '../../../../main/archive/receipts/receipt-folder.ts';
import type { ReceiptFolderPorts } from '../../../../main/archive/receipts/receipt-folder.ts';
import { openReceipts } from '../../../../main/archive/receipts/receipts.ts';
import type { Receipts } from '../../../../main/archive/receipts/receipts.ts';
import { importRecord, receiptFiles } from '../../../support/import-records.ts';
import {
  neverAborted,
  partitionName,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';
import { temporaryIndex } from '../../../support/temporary-index.ts';
import type { TemporaryIndex } from '../../../support/temporary-index.ts';

interface Place {
  readonly directory: string;
  readonly index: TemporaryIndex;
}

async function place(): Promise<Place> {
  return { directory: await temporaryFolder(), index: await temporaryIndex() };
}

function open(
  { directory, index }: Place,
  ports: Partial<ReceiptFolderPorts> = {},
): Promise<Receipts> {
  const { files = realFiles, onStep = () => undefined } = ports;
  const folder = createReceiptFolder(directory, { files, onStep });
  return openReceipts({ folder, ...index, onStep, log: silentLog });
}

async function filled(count: number): Promise<Place & { readonly receipts: Receipts }> {
  const where = await place();
  const receipts = await open(where);
  for (let number = 1; number <= count; number += 1) {
    await receipts.write(importRecord(), receiptFiles(number));
  }
  return { ...where, receipts };
}

const faults = (receipts: Receipts) => receipts.check(neverAborted);
const fileOf = (directory: string, name: string): string => join(directory, name);

async function edit(path: string, change: (text: string) => string): Promise<void> {
  await fs.writeFile(path, change(await fs.readFile(path, 'utf8')));
}

it('gives receipts their numbers in order and ties each to the one before', async () => {
  const where = await place();
  const receipts = await open(where);
  const written = await Promise.all(
    [1, 2, 3].map((count) => receipts.write(importRecord(), receiptFiles(count))),
  );
  expect(written.map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(written.map(({ previousHash }) => previousHash)).toEqual([
    '',
    written[0]?.hash,
    written[1]?.hash,
  ]);
  expect(written.map(({ files }) => files.count)).toEqual([1, 2, 3]);
  expect(await faults(receipts)).toEqual([]);
  expect(await receipts.read(2)).toEqual(written[1]);
  const paths: string[] = [];
  for await (const { path } of receipts.files(3)) paths.push(path);
  expect(paths).toEqual(['IMAGES/IM1', 'IMAGES/IM2', 'IMAGES/IM3']);
  expect((await fs.stat(fileOf(where.directory, '000003.json'))).mode & 0o777).toBe(0o600);
});

it('goes on where it was after a new start', async () => {
  const where = await filled(2);
  const again = await open(where);
  expect((await again.write(importRecord(), receiptFiles(1))).number).toBe(3);
  expect(await faults(again)).toEqual([]);
});

it('names a receipt that was edited', async () => {
  const { directory, receipts } = await filled(3);
  await edit(fileOf(directory, '000002.json'), (text) => text.replace('TEST-001', 'TEST-002'));
  expect(await faults(receipts)).toEqual([{ number: 2, fault: 'changed' }]);
  await expect(receipts.read(2)).rejects.toMatchObject({ code: 'ReceiptDamaged' });
});

it('names a receipt that was edited and given a fitting hash, even the last one', async () => {
  const { directory, receipts } = await filled(3);
  await edit(fileOf(directory, '000003.json'), (text) => {
    const receipt = parseReceipt(text.replace('TEST-001', 'TEST-002'));
    if (receipt === undefined) throw new Error('no receipt');
    const { format, number, previousHash, record, files } = receipt;
    const unhashed = { format, number, previousHash, record, files };
    return canonicalJson({ ...unhashed, hash: hashOf(unhashed) });
  });
  expect(await faults(receipts)).toEqual([{ number: 3, fault: 'replaced' }]);
});

it.each([1, 2, 3])('names receipt %i when it was removed', async (number) => {
  const { directory, receipts } = await filled(3);
  await fs.rm(fileOf(directory, `00000${String(number)}.json`));
  expect(await faults(receipts)).toEqual([{ number, fault: 'missing' }]);
});

it('names receipts that changed places', async () => {
  const { directory, receipts } = await filled(3);
  const [second, third] = ['000002.json', '000003.json'].map((name) => fileOf(directory, name));
  await fs.rename(second ?? '', `${directory}/aside`);
  await fs.rename(third ?? '', second ?? '');
  await fs.rename(`${directory}/aside`, third ?? '');
  expect(await faults(receipts)).toEqual([
    { number: 2, fault: 'misplaced' },
    { number: 3, fault: 'misplaced' },
  ]);
});

it('names a receipt whose list of files was changed, or is gone', async () => {
  const { directory, receipts } = await filled(2);
  await edit(fileOf(directory, '000001.files.jsonl'), (text) => text.replace('IM1', 'IM9'));
  await fs.rm(fileOf(directory, '000002.files.jsonl'));
  expect(await faults(receipts)).toEqual([
    { number: 1, fault: 'filesChanged' },
    { number: 2, fault: 'filesMissing' },
  ]);
});

it('is not led astray by what is no receipt', async () => {
  const { directory, receipts, index } = await filled(1);
  await fs.writeFile(fileOf(directory, '000002.json'), '{"format":1}');
  expect(await faults(receipts)).toEqual([{ number: 2, fault: 'unreadable' }]);
  const again = await open({ directory, index });
  expect((await again.write(importRecord(), receiptFiles(1))).number).toBe(3);
  expect(await faults(again)).toEqual([{ number: 2, fault: 'unreadable' }]);
});

it('makes the history again from the folder when the index lost it', async () => {
  const { directory, receipts } = await filled(3);
  const index = await temporaryIndex();
  const again = await open({ directory, index });
  expect(again.history({ limit: 10 })).toEqual(receipts.history({ limit: 10 }));
  expect(await faults(again)).toEqual([]);
});

it('leaves no receipt when the disk fills up, and gives its number to the next', async () => {
  const where = await place();
  let isFull = true;
  const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
  const files = {
    ...realFiles,
    rename: (from: string, to: string) =>
      isFull && to.endsWith('.json') ? Promise.reject(full) : realFiles.rename(from, to),
  };
  const receipts = await open(where, { files });
  await expect(receipts.write(importRecord(), receiptFiles(1))).rejects.toMatchObject({
    code: 'StorageFull',
  });
  expect(await fs.readdir(where.directory)).toEqual([]);
  isFull = false;
  expect((await receipts.write(importRecord(), receiptFiles(1))).number).toBe(1);
  expect(await faults(receipts)).toEqual([]);
});

it.each(['filesStaged', 'filesPublished', 'receiptStaged', 'receiptPublished', 'receiptRecorded'])(
  'keeps a whole chain when the power fails after %s',
  async (step) => {
    const where = await filled(1);
    // What is on the disk at that moment is what a new start finds.
    const copy = await temporaryFolder();
    const receipts = await open(where, {
      onStep: (reached) => {
        if (reached === step) cpSync(where.directory, copy, { recursive: true });
      },
    });
    await receipts.write(importRecord(), receiptFiles(2));
    const index = step === 'receiptRecorded' ? where.index : await temporaryIndex();
    const again = await open({ directory: copy, index });
    expect(await faults(again)).toEqual([]);
    const isIn = step === 'receiptPublished' || step === 'receiptRecorded';
    expect(again.history({ limit: 9 })).toHaveLength(isIn ? 2 : 1);
    await again.write(importRecord(), receiptFiles(3));
    expect(await faults(again)).toEqual([]);
    expect((await fs.readdir(copy)).filter((name) => name.endsWith('.part'))).toEqual([]);
  },
);

it('accounts for a hundred thousand paths without holding them', { timeout: 60_000 }, async () => {
  const count = 100_000;
  const receipts = await open(await place());
  const before = process.memoryUsage().rss;
  let peak = before;
  function* watched() {
    for (const file of receiptFiles(count)) {
      if (file.path.endsWith('0000')) peak = Math.max(peak, process.memoryUsage().rss);
      yield file;
    }
  }
  const { files } = await receipts.write(importRecord(), watched());
  expect(files.count).toBe(count);
  expect(await faults(receipts)).toEqual([]);
  let read = 0;
  for await (const { bytes } of receipts.files(1)) {
    read += bytes / 100;
    if (read % 5000 === 0) peak = Math.max(peak, process.memoryUsage().rss);
  }
  expect(read).toBe(count);
  // Held as objects they would take more than this.
  expect(peak - before).toBeLessThan(100 * 1024 * 1024);
});

it('finds imports by patient, label, partition, day and fingerprint, newest first', async () => {
  const where = await place();
  const receipts = await open(where);
  const other = importRecord({
    partitionName: partitionName('clinic-B'),
    medium: { kind: 'zip', label: 'Röntgen Mitte.zip', fingerprint: 'cd'.repeat(32) },
    endedAt: '2026-03-05T23:30:00.000Z',
    patients: [{ patientName: 'Test^Berta', patientID: 'B-77', studies: [] }],
  });
  await receipts.write(importRecord(), []);
  await receipts.write(other, []);
  const found = (query: object) =>
    receipts.history({ limit: 10, ...query }).map(({ number }) => number);
  expect(found({})).toEqual([2, 1]);
  expect(found({ text: 'muster ANNA' })).toEqual([1]);
  expect(found({ text: 'b-77' })).toEqual([2]);
  expect(found({ text: 'rontgen' })).toEqual([2]);
  expect(found({ text: '%' })).toEqual([]);
  expect(found({ partitionName: 'CLINIC-b' })).toEqual([2]);
  expect(found({ from: '2026-03-05', to: '2026-03-05' })).toEqual([2]);
  expect(found({ to: '2026-03-04' })).toEqual([1]);
  expect(found({ fingerprint: 'ab'.repeat(32) })).toEqual([1]);
  expect(found({ before: 2 })).toEqual([1]);
  expect(receipts.history({ limit: 1 })).toMatchObject([
    { number: 2, isWhole: true, scanned: 2, stored: 1, studies: 0 },
  ]);
});
