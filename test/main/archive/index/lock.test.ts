import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { acquireLock } from '../../../../main/archive/index/lock.ts';
import { temporaryArchive, temporaryFolder } from '../../../support/temporary-archive.ts';

const inUse = expect.objectContaining({ code: 'ArchiveInUse' }) as unknown;

it('refuses a second archive on the same folder, at once, and lets go when the first closes', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  const started = performance.now();
  await expect(temporaryArchive({ dataDirectory })).rejects.toEqual(inUse);
  expect(performance.now() - started).toBeLessThan(1000);
  await archive.close();
  await expect(temporaryArchive({ dataDirectory })).resolves.toBeDefined();
});

it('is gone when its holder was killed', async () => {
  const path = join(await temporaryFolder(), 'lock.sqlite');
  const sqlite = createRequire(import.meta.url).resolve('better-sqlite3');
  const script = `
    const database = new (require(${JSON.stringify(sqlite)}))(${JSON.stringify(path)});
    database.exec('BEGIN EXCLUSIVE');
    console.log('held');
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  expect(() => acquireLock(path)).toThrow(inUse);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  acquireLock(path).release();
});
