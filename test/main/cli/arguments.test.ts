import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  partitionNameOf,
  portOf,
  prepareDataDirectory,
  requireDataDirectory,
  requirePaths,
} from '../../../main/cli/arguments.ts';

describe('arguments', () => {
  it.each(['', 'a/b', '..', 'x'.repeat(65), 'é'])('say what is wrong with partition %j', (name) => {
    expect(() => partitionNameOf(name)).toThrow(/^The partition name is not valid: .+\.$/);
  });

  it('take any legal partition name and port', () => {
    expect(partitionNameOf('Ortho-2024_a.b')).toBe('Ortho-2024_a.b');
    expect([portOf('0'), portOf('65535')]).toEqual([0, 65535]);
    for (const text of ['', '-1', '65536', '1e3', '80 ', '0x50', 'http']) {
      expect(() => portOf(text)).toThrow('The port must be a number from 0 to 65535.');
    }
  });

  it('name a path or directory that cannot be used', async () => {
    const root = await fs.mkdtemp(join(tmpdir(), 'arguments-'));
    const file = join(root, 'file');
    await fs.writeFile(file, '');
    await expect(prepareDataDirectory(file)).rejects.toThrow(`The data directory ${file} cannot`);
    await expect(requireDataDirectory(join(root, 'none'))).rejects.toThrow(/no data directory/);
    await expect(requirePaths([file, join(root, 'none')])).rejects.toThrow(/none cannot be import/);
    await prepareDataDirectory(join(root, 'a', 'b'));
    expect((await fs.stat(join(root, 'a', 'b'))).mode & 0o077).toBe(0);
    await fs.rm(root, { recursive: true });
  });
});
