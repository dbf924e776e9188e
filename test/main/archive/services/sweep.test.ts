import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recordingLog } from '../../../support/recording-log.ts';
import { realFiles } from '../../../../main/archive/blobs/files.ts';
import type { Files } from '../../../../main/archive/blobs/files.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import { neverAborted, store, temporaryArchive } from '../../../support/temporary-archive.ts';

const orphan = `0000${'a'.repeat(28)}`;

async function blobPathOf(dataDirectory: string): Promise<string> {
  const root = join(dataDirectory, 'blobs');
  const entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  const file = entries.find((entry) => entry.isFile());
  if (file === undefined) throw new Error('no blob');
  return join(file.parentPath, file.name);
}

it('removes files nobody was told of: in incoming at once, blobs without a row soon after', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  const outcome = await store(archive, ctImage());
  await archive.close();
  await fs.writeFile(join(dataDirectory, 'incoming', `${orphan}.part`), 'half a file');
  const shard = join(dataDirectory, 'blobs', '00', '00');
  await fs.mkdir(shard, { recursive: true });
  await fs.writeFile(join(shard, orphan), 'a file without a row');
  const again = await temporaryArchive({ dataDirectory });
  expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
  await expect.poll(() => fs.readdir(shard)).toEqual([]);
  if (outcome.kind !== 'stored') throw new Error(outcome.problem);
  expect(again.archive.retrieve.instances(outcome.identity)).toHaveLength(1);
});

it('leaves alone what it does not know', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  await archive.close();
  const shard = join(dataDirectory, 'blobs', '00', '00');
  await fs.mkdir(shard, { recursive: true });
  await fs.writeFile(join(shard, 'README'), 'put here by somebody');
  const { log, events } = recordingLog();
  const again = await temporaryArchive({ dataDirectory, log });
  await again.archive.close();
  expect(await fs.readdir(shard)).toEqual(['README']);
  expect(events).toEqual([]);
});

it('reports a stored instance whose file is gone, and never drops it', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  const outcome = await store(archive, ctImage());
  if (outcome.kind !== 'stored') throw new Error(outcome.problem);
  await archive.close();
  await fs.rm(await blobPathOf(dataDirectory));
  const { log, events } = recordingLog();
  const again = await temporaryArchive({ dataDirectory, log });
  await expect.poll(() => events).toContain('blobs.missing');
  expect(again.archive.health()).toContainEqual(
    expect.objectContaining({ name: 'Blobs', isHealthy: false }),
  );
  expect(again.archive.retrieve.instances(outcome.identity)).toHaveLength(1);
  const stream = again.archive.retrieve.instances(outcome.identity)[0]?.open(neverAborted);
  await expect(stream?.toArray()).rejects.toThrow();
});

it('does not touch what is being stored while it runs', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, (_, number) =>
      store(archive, ctImage({ sopInstanceUID: `1.2.${String(number)}` })),
    ),
  );
  expect(outcomes.every((outcome) => outcome.kind === 'stored')).toBe(true);
  await archive.close();
  const { log, events } = recordingLog();
  const again = await temporaryArchive({ dataDirectory, log });
  await again.archive.close();
  expect(events).toEqual([]);
});

it('refuses to begin anew beside files whose index is lost', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  await store(archive, ctImage());
  await archive.close();
  await fs.rm(join(dataDirectory, 'index.sqlite'));
  await expect(temporaryArchive({ dataDirectory })).rejects.toMatchObject({
    code: 'ArchiveDamaged',
  });
  // Asking again must not make it forget.
  await expect(temporaryArchive({ dataDirectory })).rejects.toMatchObject({
    code: 'ArchiveDamaged',
  });
  expect(await blobPathOf(dataDirectory)).toContain(dataDirectory);
});

it('finishes a removal whose files could not be deleted then', async () => {
  let isStuck = false;
  const files: Files = {
    ...realFiles,
    unlink: (path) =>
      isStuck
        ? Promise.reject(Object.assign(new Error(), { code: 'EBUSY' }))
        : realFiles.unlink(path),
  };
  const { archive, dataDirectory } = await temporaryArchive({ files });
  const outcome = await store(archive, ctImage());
  if (outcome.kind !== 'stored') throw new Error(outcome.problem);
  const path = await blobPathOf(dataDirectory);
  isStuck = true;
  await archive.remove(outcome.identity);
  expect(() => archive.retrieve.instances(outcome.identity)).toThrow();
  await archive.close();
  await expect(fs.stat(path)).resolves.toBeDefined();
  await temporaryArchive({ dataDirectory });
  await expect
    .poll(() =>
      fs.stat(path).then(
        () => 'there',
        () => 'gone',
      ),
    )
    .toBe('gone');
});

it('keeps files without a row when they are more than a crash can leave', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  await archive.close();
  const shard = join(dataDirectory, 'blobs', '00', '00');
  await fs.mkdir(shard, { recursive: true });
  const names = Array.from(
    { length: 1100 },
    (_, index) => `0000${String(index).padStart(28, '0')}`,
  );
  for (const name of names) await fs.writeFile(join(shard, name), '');
  const { log, events } = recordingLog();
  const again = await temporaryArchive({ dataDirectory, log });
  await expect.poll(() => events).toContain('blobs.unknown');
  expect(await fs.readdir(shard)).toHaveLength(1100);
  expect(again.archive.health()).toContainEqual(
    expect.objectContaining({ name: 'Blobs', isHealthy: false }),
  );
});
