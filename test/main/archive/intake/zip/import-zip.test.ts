// Archives on their way into a real archive: what is in them ends where it would have ended in a folder.
import { execFileSync } from 'node:child_process';
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImportReport } from '../../../../../app/model/jobs.ts';
import type { Archive } from '../../../../../main/archive/archive.ts';
import { ctImage } from '../../../../fixtures/part10-builder.ts';
import { buildZip } from '../../../../fixtures/zip-builder.ts';
import type { ZipEntryFixture } from '../../../../fixtures/zip-builder.ts';
import { hasProgram, whenAvailable } from '../../../../support/outside.ts';
import {
  neverAborted,
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../../support/temporary-archive.ts';

function image(number: number): Uint8Array {
  return ctImage({ sopInstanceUID: `2.25.${String(number)}`, instanceNumber: number });
}

async function importInto(archive: Archive, path: string, name = 'A'): Promise<ImportReport> {
  const { jobId } = archive.jobs.startImport({
    paths: [path],
    label: 'medium',
    partitionName: partitionName(name),
  });
  const report = await archive.jobs.finished(jobId);
  if (!('exclusions' in report)) throw new Error('not an import');
  expect(report.balanced).toBe(true);
  return report;
}

async function plan(archive: Archive, path: string): Promise<Record<string, string>> {
  const request = { paths: [path], partitionName: partitionName('P'), signal: neverAborted };
  const { files } = await archive.planImport(request);
  return Object.fromEntries(files.map((file) => [file.path, file.verdict]));
}

async function written(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await fs.writeFile(path, bytes);
  return path;
}

/** Every file that was not stored with its bucket and what is said of it. */
function excluded({ exclusions }: ImportReport): Record<string, string> {
  return Object.fromEntries(
    exclusions.map(({ path, bucket, problem, nonDicomKind, details }) => {
      const codes = [bucket, problem, nonDicomKind].filter((code) => code !== undefined);
      return [path, [...codes, ...details].join(', ')] as const;
    }),
  );
}

function archiveOf(content: Uint8Array, name: string): readonly ZipEntryFixture[] {
  return [{ name, content, method: 8 }];
}

describe('an import of an archive', () => {
  it('stores what is in it and leaves nothing behind', async () => {
    const { archive, dataDirectory } = await temporaryArchive();
    const path = await written(
      'scan.zip',
      buildZip([
        { name: 'DICOM/IM1', content: image(1), method: 8 },
        { name: 'DICOM/IM2', content: image(2) },
        { name: 'README.TXT', content: 'hello' },
        { name: 'IM3', content: image(3), says: { crc: 1 } },
      ]),
    );
    expect(await plan(archive, path)).toEqual({
      'DICOM/IM1': 'new',
      'DICOM/IM2': 'new',
      'README.TXT': 'notDicom',
      IM3: 'unreadable',
    });
    const report = await importInto(archive, path);
    expect(report.job.counts).toMatchObject({ scanned: 4, stored: 2, notDicom: 1, unreadable: 1 });
    expect(excluded(report)).toEqual({
      'README.TXT': 'notDicom, document',
      IM3: 'unreadable, SourceUnreadable, It is damaged: it does not fit its checksum.',
    });
    expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
  });

  it('enters archives in a folder and in an archive, but no deeper', async () => {
    const { archive, dataDirectory } = await temporaryArchive();
    const deepest = buildZip(archiveOf(image(3), 'IM3'));
    const inner = buildZip([
      { name: 'DIR/IM2', content: image(2) },
      { name: 'deepest.zip', content: deepest },
    ]);
    const outer = buildZip([
      { name: 'IM1', content: image(1) },
      { name: 'inner.zip', content: inner, method: 8 },
      { name: 'broken.zip', content: inner.subarray(0, 200) },
      { name: 'report.docx', content: deepest },
      { name: 'viewer.jar', content: deepest },
    ]);
    const folder = await temporaryFolder();
    await fs.writeFile(join(folder, 'outer.zip'), outer);
    await fs.writeFile(join(folder, 'IM4'), image(4));
    const expected = {
      'outer.zip/inner.zip/deepest.zip':
        'notDicom, archive, It was not opened: it is an archive in an archive in an archive.',
      'outer.zip/broken.zip':
        'unreadable, SourceUnreadable, It is an archive without its table of contents: it is cut short or damaged.',
      'outer.zip/report.docx': 'notDicom, document',
      'outer.zip/viewer.jar': 'notDicom, viewer',
    };
    expect(await plan(archive, folder)).toMatchObject({
      'outer.zip/inner.zip/DIR/IM2': 'new',
      'outer.zip/inner.zip/deepest.zip': 'notDicom',
    });
    const report = await importInto(archive, folder);
    expect(excluded(report)).toEqual(expected);
    expect(report.job.counts).toMatchObject({ scanned: 7, stored: 3 });
    expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
    const again = await importInto(archive, join(folder, 'outer.zip'));
    expect(Object.keys(excluded(again)).sort()).toEqual([
      ...['IM1', 'broken.zip', 'inner.zip/DIR/IM2', 'inner.zip/deepest.zip', 'report.docx'],
      'viewer.jar',
    ]);
  });

  it('ends a bomb while it unpacks, and says so', async () => {
    const { archive } = await temporaryArchive();
    const size = 120 * 1024 * 1024;
    const bomb = Buffer.alloc(size);
    Buffer.from(image(9)).copy(bomb);
    const path = await written('bomb.zip', buildZip(archiveOf(bomb, 'IM9')));
    const report = await importInto(archive, path);
    expect(Object.values(excluded(report))).toEqual([
      expect.stringContaining('more than 200 times its size'),
    ]);
    expect(report.job.counts).toMatchObject({ scanned: 1, unreadable: 1 });
  });

  it('goes on with an archive where it was cut short', async () => {
    const { archive } = await temporaryArchive();
    const entries = [1, 2, 3].map((number) => {
      return { name: `IM${String(number)}`, content: image(number) };
    });
    const bad = { name: 'IM4', content: image(4), says: { crc: 0 } };
    const path = await written('scan.zip', buildZip([...entries, bad]));
    const { job } = await importInto(archive, path);
    expect(job).toMatchObject({ state: 'incomplete', counts: { stored: 3, unreadable: 1 } });
    const request = { paths: [path], label: 'medium', partitionName: partitionName('A') };
    archive.jobs.startImport({ ...request, resume: job.jobId });
    const resumed = await archive.jobs.finished(job.jobId);
    expect(resumed.job).toMatchObject({ state: 'incomplete', counts: { stored: 3 } });
    await fs.writeFile(path, buildZip(entries));
    archive.jobs.startImport({ ...request, resume: job.jobId });
    const other = await archive.jobs.finished(job.jobId);
    expect(other.job).toMatchObject({ state: 'failed', problem: 'OtherMedium' });
  });

  it('brings in what a folder of the same files brings in', { timeout: 60_000 }, async () => {
    const name = fc.constantFrom('A', 'B', 'IM1.dcm', 'scan.zip', 'README.TXT', 'é', 'X Y');
    const folders = fc.array(fc.constantFrom('D', 'E', 'ü'), { maxLength: 3 });
    const content = fc.oneof(
      fc.constant('image' as const),
      fc.uint8Array({ maxLength: 300 }),
      fc.constant(new Uint8Array()),
    );
    const file = fc.record({ name, folders, content, method: fc.constantFrom(0, 8) });
    const { archive } = await temporaryArchive();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 12 }), async (files) => {
        run += 1;
        const tree = new Map(
          files.map((one) => [
            [...one.folders.map((part) => `${part}.d`), one.name].join('/'),
            one,
          ]),
        );
        const folder = await temporaryFolder();
        for (const [path, one] of tree) {
          await fs.mkdir(join(folder, path, '..'), { recursive: true });
          await fs.writeFile(join(folder, path), one.content);
        }
        const packed = Array.from(tree, ([path, one]) => ({ ...one, name: path }));
        const zip = await written('scan.zip', buildZip(packed));
        expect(await plan(archive, zip)).toEqual(await plan(archive, folder));
        const [one, other] = [
          await importInto(archive, folder, `folder-${String(run)}`),
          await importInto(archive, zip, `zip-${String(run)}`),
        ];
        expect(other.job.counts).toEqual(one.job.counts);
      }),
      { numRuns: 12 },
    );
  });
});

it.runIf(whenAvailable('xorriso', hasProgram('xorriso')))(
  'enters disc images in a folder, archives on them, but no disc image in an archive',
  async () => {
    const { archive } = await temporaryArchive();
    const disc = await temporaryFolder();
    await fs.writeFile(join(disc, 'IM1'), image(1));
    await fs.writeFile(join(disc, 'MORE.ZIP'), buildZip(archiveOf(image(2), 'IM2')));
    const folder = await temporaryFolder();
    const isoPath = join(folder, 'disc.iso');
    execFileSync('xorriso', ['-as', 'mkisofs', '-quiet', '-R', '-o', isoPath, disc], {
      stdio: 'ignore',
    });
    const iso = await fs.readFile(isoPath);
    await fs.writeFile(join(folder, 'scan.zip'), buildZip(archiveOf(iso, 'inner.iso')));
    expect(await plan(archive, folder)).toEqual({
      'disc.iso/IM1': 'new',
      'disc.iso/MORE.ZIP/IM2': 'new',
      'scan.zip/inner.iso': 'notDicom',
    });
  },
);

it.runIf(whenAvailable('python3', hasProgram('python3')))(
  'reads what other programs write, with sizes as ZIP64 has them',
  async () => {
    const { archive } = await temporaryArchive();
    const folder = await temporaryFolder();
    await fs.writeFile(join(folder, 'IM1'), image(1));
    const script = [
      'import sys, zipfile',
      'with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:',
      '    z.write(sys.argv[2], "Ordner/Übung 1")',
      '    with z.open(zipfile.ZipInfo("WIDE"), "w", force_zip64=True) as f: f.write(open(sys.argv[2], "rb").read())',
      '    z.mkdir("EMPTY") if hasattr(z, "mkdir") else None',
    ].join('\n');
    const path = join(folder, 'scan.zip');
    execFileSync('python3', ['-c', script, path, join(folder, 'IM1')]);
    expect(await plan(archive, path)).toEqual({ 'Ordner/Übung 1': 'new', WIDE: 'alreadyHere' });
    expect((await importInto(archive, path)).job.counts).toMatchObject({ stored: 1, scanned: 2 });
  },
);
