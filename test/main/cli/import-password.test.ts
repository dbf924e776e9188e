import { execFileSync } from 'node:child_process';
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ctImage } from '../../fixtures/part10-builder.ts';
import { buildZip } from '../../fixtures/zip-builder.ts';
import { encryptedByAES } from '../../fixtures/zip-encryption.ts';
import { buildCli } from '../../support/cli.ts';
import type { Cli, Ended } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-archive.ts';

let cli: Cli;

beforeAll(async () => {
  cli = await buildCli('test-cli-password');
}, 60_000);

const password = 'Xq7-canary-19800102';

/** Runs with text on standard input, which stays open as a shell's would. */
async function runWith(input: string, args: readonly string[]): Promise<Ended> {
  const { child, ended } = cli.start(args);
  child.stdin.write(input);
  return ended;
}

function files({ stdout }: Ended): unknown {
  const last = stdout.trim().split('\n').at(-1) ?? '{}';
  return (JSON.parse(last) as { readonly files: unknown }).files;
}

describe('vestibule import --password-stdin', () => {
  it('opens protected archives, and leaves no trace of the password', async () => {
    const root = await temporaryFolder();
    const [data, scan] = [join(root, 'data'), join(root, 'scan.zip')];
    await fs.mkdir(data);
    const image = ctImage({ sopInstanceUID: '2.25.91' });
    await fs.writeFile(scan, buildZip([encryptedByAES('IM1', image, { password, strength: 3 })]));
    const importing = ['import', '--data', data, '--partition', 'Ortho', '--json', scan];
    const opening = [...importing, '--password-stdin'];

    const closed = await cli.run(importing);
    expect(closed).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('--password-stdin') as string,
    });
    expect(closed.stdout).toContain('"problem":"PasswordNeeded"');
    const wrong = await runWith('another\n', opening);
    expect([wrong.code, wrong.stdout.includes('"problem":"WrongPassword"')]).toEqual([3, true]);

    const planned = await runWith(`${password}\n`, [...opening, '--plan']);
    expect([planned.code, files(planned)]).toMatchObject([0, { new: 1 }]);
    const imported = await runWith(`${password}\r\n`, opening);
    expect([imported.code, files(imported)]).toMatchObject([0, { stored: 1 }]);

    const texts = [closed, wrong, planned, imported].flatMap(({ stdout, stderr }) => [
      stdout,
      stderr,
    ]);
    expect(texts.join('')).not.toContain(password);
    const found = execFileSync('sh', ['-c', 'grep -rlaF "$1" "$2" || true', 'sh', password, data]);
    expect(found.toString()).toBe('');
  }, 120_000);

  it('says when there is no password', async () => {
    const root = await temporaryFolder();
    const args = ['import', '--data', join(root, 'data'), '--partition', 'A', root];
    const { child, ended } = cli.start([...args, '--password-stdin']);
    child.stdin.end();
    expect(await ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No password came over standard input.') as string,
    });
  }, 60_000);
});
