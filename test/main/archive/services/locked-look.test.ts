import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import { buildZip } from '../../../fixtures/zip-builder.ts';
import { encryptedByAES } from '../../../fixtures/zip-encryption.ts';
import {
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

it('a look at a medium tells how much of it is protected, and whether the password fits', async () => {
  const { archive } = await temporaryArchive();
  const path = join(await temporaryFolder(), 'scan.zip');
  const image = encryptedByAES('IM1', ctImage(), { password: 'right', strength: 3 });
  await fs.writeFile(path, buildZip([image, { name: 'README.TXT', content: 'hello' }]));
  const request = { paths: [path], partitionName: partitionName('A') };
  const lookAt = async (password?: string): Promise<unknown> => {
    const { lookId } = archive.looks.begin({ ...request, ...(password && { password }) });
    await expect.poll(() => archive.looks.state(lookId).state, { timeout: 20_000 }).toBe('done');
    const look = archive.looks.state(lookId);
    return look.state === 'done' ? [look.overview.locked, look.overview.counts.new] : look;
  };
  expect(await lookAt()).toEqual([{ count: 1, isWrongPassword: false }, 0]);
  expect(await lookAt('wrong')).toEqual([{ count: 1, isWrongPassword: true }, 0]);
  expect(await lookAt('right')).toEqual([{ count: 0, isWrongPassword: false }, 1]);
});
