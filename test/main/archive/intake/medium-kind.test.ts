import { promises as fs } from 'node:fs';
import { join, parse } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mediumKind } from '../../../../main/archive/intake/medium-kind.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import {
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

async function file(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await fs.writeFile(path, bytes);
  return path;
}

function discImage(): Uint8Array {
  const bytes = Buffer.alloc(40_000);
  bytes.write('CD001', 32_769, 'latin1');
  return bytes;
}

describe('the kind of a medium', () => {
  it.each([
    ['discImage', 'DISC.ISO', discImage()],
    ['archive', 'scan.bin', Buffer.from('PK\x03\x04 and more')],
    ['mediaDirectory', 'dicomdir', 'whatever'],
    ['files', 'IM1', ctImage()],
    ['files', 'letter.docx', Buffer.from('PK\x03\x04 and more')],
    ['files', 'EMPTY', ''],
  ])('is %s for a file like %s', async (kind, name, bytes) => {
    expect(await mediumKind([await file(name, bytes)])).toBe(kind);
  });

  it('tells a folder from the whole of a volume, and one from several', async () => {
    const folder = await temporaryFolder();
    expect(await mediumKind([folder])).toBe('folder');
    expect(await mediumKind([parse(folder).root])).toBe('volume');
    expect(await mediumKind([folder, await temporaryFolder()])).toBe('folders');
    expect(await mediumKind([folder, await file('IM1', ctImage())])).toBe('files');
  });

  it('is files where nothing is any more', async () => {
    expect(await mediumKind([join(await temporaryFolder(), 'gone')])).toBe('files');
  });

  it('is on the receipt, in words on its page', async () => {
    const { archive } = await temporaryArchive();
    const path = await file('IM1', ctImage());
    const request = { paths: [path], label: 'IM1', partitionName: partitionName('P') };
    const report = await archive.jobs.finished(archive.jobs.startImport(request).jobId);
    if (!('receiptNumber' in report)) throw new Error('no receipt');
    const { record } = await archive.receipts.read(report.receiptNumber ?? 0);
    expect(record.medium).toMatchObject({ kind: 'files', label: 'IM1' });
    expect(await archive.receipts.page(report.receiptNumber ?? 0)).toContain('IM1 (chosen files)');
  });
});
