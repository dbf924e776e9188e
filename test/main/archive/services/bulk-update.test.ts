import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Tag } from '../../../../app/dicom/tag.ts';
import { rebuildArchive } from '../../../../main/archive/open-archive.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import { readBytes } from '../../../fixtures/read-bytes.ts';
import { dumpArchive } from '../../../support/archive-dump.ts';
import {
  neverAborted,
  partitionKeyOf,
  partitionName,
  readAll,
  store,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';
import { ended, namesInFiles, startRenaming } from '../../../support/updates.ts';

const image = (study: string, number: number, pixels?: Uint8Array): Uint8Array =>
  ctImage({
    studyInstanceUID: study,
    seriesInstanceUID: `${study}.1`,
    sopInstanceUID: `${study}.1.${String(number)}`,
    instanceNumber: number,
    ...(pixels !== undefined && { pixelData: pixels }),
  });

async function blobNames(dataDirectory: string): Promise<readonly string[]> {
  const root = join(dataDirectory, 'blobs');
  const entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe('updating a study', () => {
  it('copies a large file in pieces and finds its frames again', async () => {
    const { archive } = await temporaryArchive();
    const side = 3000;
    const pixels = new Uint8Array(side * side * 2).map((_, i) => i % 251);
    await store(
      archive,
      ctImage({
        ...{ studyInstanceUID: '1.1', rows: side, columns: side },
        pixelData: pixels,
      }),
    );
    const result = await ended(
      archive,
      startRenaming(archive, ['1.1'], 'Much^Longer^Name^Than^It'),
    );
    expect(result.status).toBe('succeeded');
    const partitionKey = partitionKeyOf(archive, 'clinic-A');
    const [instance] = archive.retrieve.instances({ partitionKey, studyInstanceUID: '1.1' });
    if (instance === undefined) throw new Error('Not there');
    const { dataset } = readBytes(await readAll(instance));
    expect(dataset.string(Tag.PatientName)).toBe('Much^Longer^Name^Than^It');
    expect(Buffer.compare(dataset.bytes(Tag.PixelData) ?? new Uint8Array(), pixels)).toBe(0);
    const { studyInstanceUID, seriesInstanceUID, sopInstanceUID } = instance;
    const path = { partitionKey, studyInstanceUID, seriesInstanceUID, sopInstanceUID };
    for await (const frame of archive.retrieve.frames(path, [1], '*', neverAborted)) {
      expect(Buffer.compare(frame.bytes, pixels)).toBe(0);
    }
  });

  it('keeps the bytes of files apart that are revised by one task', async () => {
    const { archive } = await temporaryArchive();
    const sides = [40, 900, 30, 600, 20];
    const pixelsOf = (side: number) => new Uint8Array(side * side * 2).fill(side % 251);
    for (const [n, side] of sides.entries()) {
      const uids = { studyInstanceUID: '1.1', sopInstanceUID: `1.1.1.${String(n)}` };
      const size = { rows: side, columns: side, instanceNumber: n };
      await store(archive, ctImage({ ...uids, ...size, pixelData: pixelsOf(side) }));
    }
    const result = await ended(archive, startRenaming(archive, ['1.1'], 'After^All'));
    expect(result.status).toBe('succeeded');
    const partitionKey = partitionKeyOf(archive, 'clinic-A');
    const found: number[] = [];
    for (const one of archive.retrieve.instances({ partitionKey, studyInstanceUID: '1.1' })) {
      const { dataset } = readBytes(await readAll(one));
      const side = Number(dataset.number(Tag.Rows));
      const pixels = dataset.bytes(Tag.PixelData) ?? new Uint8Array();
      expect(Buffer.compare(pixels, pixelsOf(side))).toBe(0);
      found.push(side);
    }
    expect(found).toEqual(sides);
  });

  it('changes nothing when one of its files is damaged, and names that one', async () => {
    const { archive, dataDirectory } = await temporaryArchive();
    for (let number = 1; number <= 5; number += 1) await store(archive, image('1.1', number));
    const blobs = join(dataDirectory, 'blobs');
    const [damaged = ''] = await blobNames(dataDirectory);
    await fs.truncate(join(blobs, damaged.slice(0, 2), damaged.slice(2, 4), damaged), 300);
    const { status, results } = await ended(archive, startRenaming(archive, ['1.1'], 'After^All'));
    expect(status).toBe('failed');
    expect(results).toMatchObject({ studyFailed: 1, instanceUpdated: 0 });
    const { errors } = results as { readonly errors: readonly string[] };
    expect(errors.filter((error) => error.startsWith('Failed to update instance '))).toHaveLength(
      1,
    );
    expect(await blobNames(dataDirectory)).toHaveLength(5);
    expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
  });

  it('looks at each file alone when one of several ends its thread', async () => {
    const { archive, dataDirectory } = await temporaryArchive();
    for (let number = 1; number <= 3; number += 1) await store(archive, image('1.1', number));
    await archive.close();
    // No thread has even started by then.
    const { archive: again } = await temporaryArchive({ dataDirectory, taskTimeLimitMs: 1 });
    const { status, results } = await ended(again, startRenaming(again, ['1.1'], 'After^All'));
    expect(status).toBe('failed');
    const { errors } = results as { readonly errors: readonly string[] };
    expect(errors).toHaveLength(4);
    for (const n of [1, 2, 3]) expect(errors.join()).toContain(`instance 1.1.1.${String(n)}:`);
    expect(await namesInFiles(again, '1.1')).not.toContain('After^All');
    expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
  });

  it('is made again with the index from the journal, originals included', async () => {
    const { archive, dataDirectory } = await temporaryArchive();
    for (let number = 1; number <= 3; number += 1) await store(archive, image('1.1', number));
    await ended(archive, startRenaming(archive, ['1.1'], 'First^A'));
    await store(archive, image('1.1', 4));
    await ended(archive, startRenaming(archive, ['1.1'], 'Second^B'));
    await archive.remove({
      partitionKey: partitionKeyOf(archive, 'clinic-A'),
      ...{ studyInstanceUID: '1.1', seriesInstanceUID: '1.1.1', sopInstanceUID: '1.1.1.1' },
    });
    const before = dumpArchive(archive);
    await archive.close();
    for (const name of await fs.readdir(dataDirectory)) {
      if (name.startsWith('index.')) await fs.rm(join(dataDirectory, name));
    }
    expect(await rebuildArchive(dataDirectory)).toMatchObject({ missing: 0 });
    const again = await temporaryArchive({ dataDirectory });
    expect(dumpArchive(again.archive)).toEqual(before);
    expect(await namesInFiles(again.archive, '1.1')).toEqual(['Second^B']);
    expect(await namesInFiles(again.archive, '1.1', 'original')).toEqual(['Doe^Jane']);
    await expect.poll(() => blobNames(dataDirectory)).toHaveLength(6);
  });

  it('is verified with its originals', async () => {
    const { archive, dataDirectory } = await temporaryArchive();
    await store(archive, image('1.1', 1));
    await ended(archive, startRenaming(archive, ['1.1'], 'First^A'));
    const whole = await archive.verify({ signal: neverAborted });
    expect(whole.stored).toMatchObject({ instances: 2, checked: 2, faults: [] });
    const partitionKey = partitionKeyOf(archive, 'clinic-A');
    const [original] = archive.retrieve.instances(
      { partitionKey, studyInstanceUID: '1.1' },
      'original',
    );
    for (const entry of await fs.readdir(join(dataDirectory, 'blobs'), {
      recursive: true,
      withFileTypes: true,
    })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && (await fs.stat(path)).size === original?.bytes) {
        await fs.chmod(path, 0o600);
        await fs.writeFile(path, Buffer.alloc(original.bytes));
      }
    }
    const damaged = await archive.verify({ signal: neverAborted });
    expect(damaged.stored.faults.length).toBeGreaterThan(0);
  });

  it('goes on while instances of the study come, go and are exported', async () => {
    const { archive, dataDirectory } = await temporaryArchive();
    const count = 60;
    for (let number = 1; number <= count; number += 1) await store(archive, image('1.1', number));
    const key = partitionKeyOf(archive, 'clinic-A');
    const target = await temporaryFolder();
    for (const [round, name] of ['One^A', 'Two^B', 'Three^C'].entries()) {
      const updating = startRenaming(archive, ['1.1'], name);
      const { jobId } = archive.jobs.startExport({
        partitionName: partitionName('clinic-A'),
        studyInstanceUIDs: ['1.1'],
        directory: target,
        label: 'out',
      });
      const added = count + round * 5;
      const isRemoving = round === 1;
      await Promise.all([
        ...[1, 2, 3].map((i) => store(archive, image('1.1', added + i))),
        isRemoving &&
          archive.remove({
            partitionKey: key,
            ...{ studyInstanceUID: '1.1', seriesInstanceUID: '1.1.1' },
            sopInstanceUID: `1.1.1.${String(10 + round)}`,
          }),
      ]);
      expect(await ended(archive, updating)).toMatchObject({ status: 'succeeded' });
      const report = await archive.jobs.finished(jobId);
      // What is removed under an export's hands is missing in it; an update takes nothing away.
      expect(report.job.state).toBe(isRemoving ? report.job.state : 'complete');
      // Those stored meanwhile have their own name; all others have the new one.
      const names = await namesInFiles(archive, '1.1');
      expect(names).toContain(name);
      expect(names.filter((one) => one !== name && one !== 'Doe^Jane')).toEqual([]);
    }
    await ended(archive, startRenaming(archive, ['1.1'], 'Last^D'));
    expect(await namesInFiles(archive, '1.1')).toEqual(['Last^D']);
    expect(await namesInFiles(archive, '1.1', 'original')).toEqual(['Doe^Jane']);
    const instances = archive.retrieve.instances({ partitionKey: key, studyInstanceUID: '1.1' });
    expect(instances).toHaveLength(count + 9 - 1);
    await archive.close();
    const again = await temporaryArchive({ dataDirectory });
    await expect.poll(() => blobNames(dataDirectory)).toHaveLength(instances.length * 2);
    await again.archive.close();
  });

  it('records a correction in every file, and only there', async () => {
    const { archive } = await temporaryArchive();
    await store(archive, image('1.1', 1));
    const { operationId } = archive.startCorrection({
      partitionName: partitionName('CLINIC-a'),
      studyInstanceUIDs: ['1.1'],
      changes: { [Tag.PatientID]: { vr: 'LO', Value: ['LOCAL-1'] } },
      reason: 'CORRECT',
      source: 'Another clinic',
      softwareVersion: '9.9',
    });
    await ended(archive, operationId);
    const partitionKey = partitionKeyOf(archive, 'clinic-A');
    const [instance] = archive.retrieve.instances({ partitionKey, studyInstanceUID: '1.1' });
    if (instance === undefined) throw new Error('Not there');
    const { dataset } = readBytes(await readAll(instance));
    const [record] = dataset.items(Tag.OriginalAttributesSequence);
    expect(record?.string(Tag.ReasonForTheAttributeModification)).toBe('CORRECT');
    expect(record?.string(Tag.SourceOfPreviousValues)).toBe('Another clinic');
    expect(record?.string(Tag.AttributeModificationDateTime)).toMatch(/^\d{14}\.\d{6}\+0000$/);
    expect(record?.items(Tag.ModifiedAttributesSequence)[0]?.string(Tag.PatientID)).toBe('P1');
    const [equipment] = dataset.items(Tag.ContributingEquipmentSequence);
    expect(equipment?.string(Tag.SoftwareVersions)).toBe('9.9');
    expect(archive.studyVersions({ partitionKey, studyInstanceUID: '1.1' })).toMatchObject({
      ...{ updated: 1, reason: 'CORRECT' },
      changed: [{ tag: Tag.PatientID }],
    });
    expect(() =>
      archive.startCorrection({
        ...{ partitionName: partitionName('clinic-A'), studyInstanceUIDs: ['1.1'] },
        changes: { [Tag.PatientSex]: { vr: 'CS', Value: ['not a code'] } },
        ...{ reason: 'CORRECT', source: '', softwareVersion: '1' },
      }),
    ).toThrow('0010,0040');
  });
});
