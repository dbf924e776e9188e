import { execFileSync } from 'node:child_process';
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { realFiles } from '../../../../main/archive/blobs/files.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import { whenAvailable } from '../../../support/outside.ts';
import {
  neverAborted,
  partitionKeyOf,
  partitionName,
  store,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

function full(): Error {
  return Object.assign(new Error('no space left'), { code: 'ENOSPC' });
}

const streamed = { each: 0, together: 0 };
const held = { each: 1_000_000, together: 1_000_000 };

it.each([
  ['open', streamed],
  ['rename', streamed],
  ['mkdir', streamed],
  ['mkdir', held],
  ['create', held],
  ['write', held],
  ['flush', held],
] as const)(
  'a disk that is full at %s stores nothing, says so, and stores again when there is space',
  async (operation, heldBytes) => {
    let isFull = false;
    const files = {
      ...realFiles,
      [operation]: (...request: never[]) =>
        isFull
          ? Promise.reject(full())
          : (realFiles[operation] as (...all: never[]) => unknown)(...request),
    };
    const { archive, dataDirectory } = await temporaryArchive({ files, heldBytes });
    isFull = true;
    await expect(store(archive, ctImage())).rejects.toMatchObject({ code: 'StorageFull' });
    expect(archive.partitions.list()).toHaveLength(1);
    expect(archive.changes.latest('sequence', false)).toBeUndefined();
    isFull = false;
    expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
    expect(await store(archive, ctImage())).toMatchObject({ kind: 'stored' });
  },
);

it('a disk that is full long before the last byte comes is told when it has come', async () => {
  const files = { ...realFiles, mkdir: () => Promise.reject(full()) };
  const { archive } = await temporaryArchive({ files, heldBytes: held });
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield ctImage().subarray(0, 400);
    // Nobody asks for the file meanwhile: a failure nobody listens to would end the process.
    await wait(20);
    yield ctImage().subarray(400);
  }
  const request = { partitionName: partitionName('a'), validation: 'lenient' } as const;
  await expect(
    archive.storeInstance({ ...request, bytes: slow() }, neverAborted),
  ).rejects.toMatchObject({ code: 'StorageFull' });
});

it('what is refused anyway is told so, also by a full disk', async () => {
  const files = { ...realFiles, create: () => Promise.reject(full()) };
  const { archive } = await temporaryArchive({ files, heldBytes: held });
  const refused = { kind: 'refused', problem: 'InvalidInstance' };
  expect(await store(archive, Buffer.from('no instance'))).toMatchObject(refused);
});

const mounted: string[] = [];

afterEach(() => {
  for (const folder of mounted.splice(0)) execFileSync('umount', ['--lazy', folder]);
});

function canMount(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

it.runIf(whenAvailable('the right to mount a small disk', canMount()))(
  'a real disk that fills up refuses the rest, keeps what it has, and opens again',
  async () => {
    const dataDirectory = await temporaryFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', dataDirectory]);
    mounted.push(dataDirectory);
    const { archive } = await temporaryArchive({ dataDirectory });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, number) =>
        store(
          archive,
          ctImage({ sopInstanceUID: `1.2.${String(number)}`, rows: 300, columns: 512 }),
        ),
      ),
    );
    const stored = outcomes.filter(
      (one) => one.status === 'fulfilled' && one.value.kind === 'stored',
    );
    const reasons = outcomes.flatMap((one) =>
      one.status === 'rejected' ? [(one.reason as { code?: string }).code] : [],
    );
    expect(stored.length).toBeGreaterThan(0);
    expect(stored.length + reasons.length).toBe(40);
    expect(new Set(reasons)).toEqual(new Set(['StorageFull']));
    await archive.close();
    const again = await temporaryArchive({ dataDirectory });
    const path = {
      partitionKey: partitionKeyOf(again.archive, 'clinic-A'),
      studyInstanceUID: '2.25.1001',
    };
    expect(again.archive.retrieve.instances(path)).toHaveLength(stored.length);
    await again.archive.close();
  },
);
