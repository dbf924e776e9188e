import { promises as fs } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createTerminal } from '../../../main/cli/terminal.ts';
import { drivesCommand } from '../../../main/cli/drives-command.ts';
import { listVolumes } from '../../../main/volumes/list-volumes.ts';
import { temporaryFolder } from '../../support/temporary-archive.ts';

/** A stand-in for the system's tool, which prints this. */
async function standIn(script: string): Promise<string> {
  const folder = await temporaryFolder();
  await fs.writeFile(join(folder, 'lsblk'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH'] ?? ''}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return folder;
}

function answer(mountpoint: string): string {
  const device = { path: '/dev/sdz1', type: 'part', tran: 'usb', label: 'A\u202eB', size: 2048 };
  return JSON.stringify({ blockdevices: [{ ...device, fstype: 'vfat', mountpoint }] });
}

describe.runIf(process.platform === 'linux')('the list of drives', () => {
  it('is what the tool of the system says, asked for exactly that', async () => {
    const medium = await temporaryFolder();
    const folder = await standIn(
      `echo "$@" > "$(dirname "$0")/asked"; cat <<'END'\n${answer(medium)}\nEND`,
    );
    const [volume, ...others] = await listVolumes();
    expect(others).toEqual([]);
    expect(volume).toMatchObject({ path: medium, kind: 'usb', fileSystem: 'vfat' });
    expect(await fs.readFile(join(folder, 'asked'), 'utf8')).toContain('--json --bytes');
  });

  it('comes from the kernel when the tool fails', async () => {
    await standIn('exit 1');
    expect(await listVolumes()).toBeInstanceOf(Array);
  });

  it('is unknown when the tool answers something else', async () => {
    await standIn('echo not json');
    await expect(listVolumes()).rejects.toThrow('does not tell which drives');
  });

  it('is printed with names that cannot steer the terminal', async () => {
    const medium = await temporaryFolder();
    await standIn(`cat <<'END'\n${answer(medium)}\nEND`);
    const lines: string[] = [];
    const terminal = {
      ...createTerminal(process),
      line: (text: string) => lines.push(text),
      json: (value: unknown) => lines.push(JSON.stringify(value)),
    };
    expect(await drivesCommand({}, terminal)).toBe(0);
    expect(lines.join('\n')).toContain(`${medium}  A\\u202eB · USB · vfat · 2 KB`);
    expect(await drivesCommand({ json: true }, terminal)).toBe(0);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject([{ path: medium, kind: 'usb' }]);
  });
});
