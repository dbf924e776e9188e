import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolders } from '../../../main/archive/make-folders.ts';

it('makes every missing folder, and is content with what exists', async () => {
  const root = await fs.mkdtemp(join(tmpdir(), 'folders-'));
  const deep = join(root, 'a', 'b', 'c');
  await makeFolders(deep, 0o700);
  await makeFolders(deep);
  expect((await fs.stat(deep)).mode & 0o777).toBe(0o700);
  await fs.writeFile(join(root, 'file'), '');
  await expect(makeFolders(join(root, 'file', 'x'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolders(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await fs.rm(root, { recursive: true });
});

it.runIf(process.platform === 'linux')('ends where no folder can be made', async () => {
  await expect(makeFolders('/proc/nothing/here')).rejects.toMatchObject({ code: 'ENOENT' });
});
