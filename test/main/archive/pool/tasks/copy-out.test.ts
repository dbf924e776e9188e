import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flushAndClose } from '../../../../../main/archive/pool/flush-all.ts';
import type { CopiedFile } from '../../../../../main/archive/pool/tasks.ts';
import { temporaryFolder } from '../../../../support/temporary-archive.ts';
import { temporaryFile, temporaryPool } from '../../../../support/worker-pool.ts';

const { signal } = new AbortController();
const part10 = (text: string): Buffer => Buffer.concat([Buffer.alloc(128), Buffer.from(text)]);

/** What is handed over open is whole and can be flushed. */
function closed(copies: readonly CopiedFile[]): Promise<void> {
  return flushAndClose(copies.flatMap((file) => (file.kind === 'copied' ? file.copy : [])));
}

describe('copying out', () => {
  it('copies each file, whatever its size was said to be, and says what has no preamble', async () => {
    const folder = await temporaryFolder();
    const contents = [part10('DICM and more'), Buffer.alloc(3_000_000, 7), part10('DICX')];
    const files = await Promise.all(
      contents.map(async (bytes, n) => {
        const path = join(folder, String(n));
        return { source: await temporaryFile(bytes), path, bytes: bytes.length };
      }),
    );
    const found = await temporaryPool().run('copyOut', { files }, signal);
    await closed(found);
    const copy: unknown = expect.any(Number);
    expect(found).toEqual([
      { kind: 'copied', copy, isPart10: true },
      { kind: 'copied', copy, isPart10: false },
      { kind: 'copied', copy, isPart10: false },
    ]);
    for (const [n, { path }] of files.entries()) {
      expect(Buffer.compare(await fs.readFile(path), contents[n] ?? Buffer.of())).toBe(0);
    }
  });

  it('makes no copy of a stored file that cannot be read, and goes on with the next', async () => {
    const folder = await temporaryFolder();
    const good = await temporaryFile(Buffer.from('here'));
    const files = [
      { source: join(folder, 'gone'), path: join(folder, '1'), bytes: 4 },
      { source: good, path: join(folder, '2'), bytes: 4 },
    ];
    const found = await temporaryPool().run('copyOut', { files }, signal);
    await closed(found);
    expect(found.map(({ kind }) => kind)).toEqual(['unreadable', 'copied']);
    expect(await fs.readdir(folder)).toEqual(['2']);
  });

  it('replaces nothing, and names the destination as what is wrong', async () => {
    const folder = await temporaryFolder();
    const source = await temporaryFile(Buffer.from('ours'));
    const theirs = join(folder, 'theirs');
    await fs.writeFile(theirs, 'theirs');
    const pool = temporaryPool();
    for (const path of [theirs, join(folder, 'no folder', 'file')]) {
      const task = pool.run('copyOut', { files: [{ source, path, bytes: 4 }] }, signal);
      await expect(task).rejects.toMatchObject({ code: 'DestinationUnusable' });
    }
    expect(await fs.readFile(theirs, 'utf8')).toBe('theirs');
  });
});
