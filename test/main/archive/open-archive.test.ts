import { expect, it } from 'vitest';
import { ctImage } from '../../fixtures/part10-builder.ts';
import { readAll, store, temporaryArchive } from '../../support/temporary-archive.ts';

it('stores an instance and gives back exactly its bytes', async () => {
  const { archive } = await temporaryArchive();
  const bytes = ctImage();
  const outcome = await store(archive, bytes);
  if (outcome.kind !== 'stored') throw new Error(outcome.problem);
  const [instance] = archive.retrieve.instances(outcome.identity);
  expect(instance).toBeDefined();
  if (instance !== undefined) expect(await readAll(instance)).toEqual(Buffer.from(bytes));
});
