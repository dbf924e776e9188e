import { createHash } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildCli } from '../../support/cli.ts';
import type { Cli, Running } from '../../support/cli.ts';
import { isOpenToAnybody, whenAvailable } from '../../support/outside.ts';
import { ctImage } from '../../fixtures/part10-builder.ts';

let cli: Cli;
let root: string;
let data: string;
let disc: string;
const running: Running[] = [];

beforeAll(async () => {
  cli = await buildCli('test-cli');
}, 60_000);

beforeEach(async () => {
  root = await fs.realpath(await fs.mkdtemp(join(tmpdir(), 'cli-')));
  data = join(root, 'data');
  disc = join(root, 'disc');
  await fs.mkdir(disc);
});

afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  await fs.rm(root, { recursive: true, force: true });
});

function start(...args: string[]): Running {
  const program = cli.start(args);
  running.push(program);
  return program;
}

const canBecomeNobody = whenAvailable(
  'root in a checkout that anybody may read',
  process.getuid?.() === 0 && isOpenToAnybody(process.cwd()),
);

const study = '1.2.826.0.1.3680043.10.1.1';

function ctFile(number: number): Uint8Array {
  const sopInstanceUID = `2.25.${String(5000 + number)}`;
  return ctImage({ studyInstanceUID: study, sopInstanceUID, instanceNumber: number });
}

async function fillDisc(count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    await fs.writeFile(join(disc, `IM${String(n)}`), ctFile(n));
  }
}

const Line = z.looseObject({ event: z.string() });

function linesOf(stdout: string): z.infer<typeof Line>[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)));
}

const importJson = (...paths: string[]): string[] => [
  ...['import', '--data', data, '--partition', 'Ortho', '--json'],
  ...paths,
];

describe('vestibule import', () => {
  it('ends 0 with the summary as its last line when everything is in', async () => {
    await fillDisc(40);
    await fs.writeFile(join(disc, 'README.TXT'), 'hello');
    const { code, stdout, stderr } = await cli.run(importJson(disc));
    expect([code, stderr]).toEqual([0, '']);
    const lines = linesOf(stdout);
    const summary = lines.at(-1);
    expect(summary).toEqual({
      event: 'summary',
      partition: 'Ortho',
      files: {
        scanned: 41,
        stored: 40,
        alreadyHere: 0,
        conflict: 0,
        refused: 0,
        notDicom: 1,
        unreadable: 0,
      },
      balanced: true,
      seconds: expect.any(Number) as number,
      verified: 40,
      receipt: 1,
      job: expect.any(String) as string,
    });
    expect(lines.filter(({ event }) => event === 'file')).toMatchObject([
      { path: 'README.TXT', bucket: 'notDicom', reason: 'Not a DICOM instance: document.' },
    ]);
    expect(lines.some(({ event }) => event === 'progress')).toBe(true);
  });

  it('ends 3 and names what could not be read or was refused', async () => {
    await fillDisc(1);
    await fs.writeFile(join(disc, 'CUT'), ctFile(9).subarray(0, 200));
    await fs.symlink('gone', join(disc, 'LINK'));
    const { code, stdout } = await cli.run(importJson(disc));
    expect(code).toBe(3);
    const files = linesOf(stdout).filter(({ event }) => event === 'file');
    expect(files).toMatchObject([
      { path: 'CUT', bucket: 'refused' },
      { path: 'LINK', bucket: 'unreadable', reason: 'It is a link that leads nowhere.' },
    ]);
  });

  it.runIf(canBecomeNobody)('names what it may not read', async () => {
    const nobody = 65_534;
    await fillDisc(1);
    await fs.writeFile(join(disc, 'CLOSED'), ctFile(2), { mode: 0 });
    await fs.mkdir(join(disc, 'ROOM'), { mode: 0 });
    await fs.chmod(root, 0o777);
    const { code, stdout } = await cli.start(importJson(disc), { uid: nobody }).ended;
    expect(code).toBe(3);
    const lines = linesOf(stdout);
    expect(lines.filter(({ event }) => event === 'file')).toMatchObject([
      { path: 'CLOSED', bucket: 'unreadable', reason: 'Permission was denied.' },
      { path: 'ROOM', bucket: 'unreadable', reason: 'Permission was denied.' },
    ]);
    expect(lines.at(-1)).toMatchObject({ files: { scanned: 3, stored: 1, unreadable: 2 } });
  });

  it('tells a person the buckets and the names', async () => {
    await fillDisc(2);
    await fs.writeFile(join(disc, 'a\u001b[31mb.txt'), 'hello');
    const { code, stdout } = await cli.run(['import', '--data', data, '--partition', 'P', disc]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Import complete: partition P, .+\.\n/);
    expect(stdout).toMatch(/ {2}stored +2\n/);
    expect(stdout).toContain('a\\u001b[31mb.txt');
    expect(stdout).not.toContain('\u001b');
  });

  it('ends 1 with one sentence when it cannot begin', async () => {
    await fs.writeFile(join(root, 'file'), '');
    const attempts: readonly (readonly [readonly string[], RegExp])[] = [
      [importJson(join(root, 'gone')), /gone cannot be imported: It does not exist/],
      [['import', '--data', data, '--partition', 'a/b', disc], /partition name is not valid/],
      [['import', '--data', join(root, 'file'), '--partition', 'P', disc], /cannot be used/],
      [['import', '--data', data, disc], /--partition/],
      [['import', '--data', data, '--partition', 'P'], /missing required argument/],
    ];
    for (const [args, sentence] of attempts) {
      const { code, stdout, stderr } = await cli.run(args);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(sentence);
      expect(stderr).not.toMatch(/\bat .+:\d+:\d+/);
      expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
    }
  });

  it('is cancelled by SIGINT, keeps what is in, and leaves the archive usable', async () => {
    await fillDisc(600);
    const { child, firstLine, ended } = start(...importJson(disc));
    await firstLine;
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(1);
    expect(stderr).toBe('vestibule: The work was cancelled.\n');
    expect(linesOf(stdout).at(-1)).toMatchObject({ event: 'summary', balanced: false });
    expect((await cli.run(importJson(disc))).code).toBe(0);
  }, 60_000);
});

describe('vestibule partitions', () => {
  it('prints an array on one line, or a table', async () => {
    await fillDisc(2);
    await cli.run(importJson(disc));
    const { code, stdout } = await cli.run(['partitions', '--data', data, '--json']);
    expect(code).toBe(0);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(JSON.parse(stdout)).toMatchObject([
      { partitionKey: 1, partitionName: 'Microsoft.Default', instances: 0 },
      {
        partitionName: 'Ortho',
        studies: 1,
        instances: 2,
        lastImportAt: expect.any(String) as string,
      },
    ]);
    const table = await cli.run(['partitions', '--data', data]);
    expect(table.stdout).toMatch(/^partition +patients +studies/);
    expect(table.stdout).toMatch(/\nOrtho /);
  });

  it('makes no archive of a mistyped directory', async () => {
    const { code, stderr } = await cli.run(['partitions', '--data', join(root, 'typo')]);
    expect([code, stderr]).toEqual([
      1,
      `vestibule: There is no data directory at ${join(root, 'typo')}.\n`,
    ]);
    await expect(fs.access(join(root, 'typo'))).rejects.toThrow();
  });
});

async function hashes(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const all = await Promise.all(
    files.map(async (entry) => {
      const bytes = await fs.readFile(join(entry.parentPath, entry.name));
      return createHash('sha256').update(bytes).digest('hex');
    }),
  );
  return all.sort();
}

describe('vestibule export', () => {
  const exportTo = (to: string, ...more: string[]): string[] => [
    ...['export', '--data', data, '--partition', 'ORTHO', '--study', study, '--to', to],
    ...more,
  ];

  it('gives back every byte that was imported', async () => {
    await fillDisc(5);
    await cli.run(importJson(disc));
    const to = join(root, 'stick');
    const { code, stdout } = await cli.run(exportTo(to, '--json'));
    expect(code).toBe(0);
    expect(linesOf(stdout).at(-1)).toMatchObject({
      event: 'summary',
      state: 'complete',
      files: { total: 5, written: 5, verified: 5 },
      folder: join(to, 'EXPORT01'),
    });
    expect(await hashes(join(to, 'EXPORT01'))).toEqual(await hashes(disc));
    expect((await cli.run(exportTo(to))).stdout).toContain(`Exported to ${join(to, 'EXPORT02')}`);
  });

  it('ends 1 with one sentence when it cannot be done', async () => {
    await fillDisc(1);
    await cli.run(importJson(disc));
    const inside = await cli.run(exportTo(join(data, 'out')));
    expect([inside.code, inside.stderr]).toEqual([
      1,
      "vestibule: An export cannot be written into the archive's own data directory.\n",
    ]);
    const unknown = await cli.run([
      ...['export', '--data', data, '--partition', 'Ortho'],
      ...['--study', '1.2.3', '--to', join(root, 'stick')],
    ]);
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      'vestibule: The specified study cannot be found.\n',
    ]);
  });
});

const Address = z.strictObject({
  url: z.string().regex(/^http:\/\/127\.0\.0\.1:\d+$/),
  token: z.string().min(32).nullable(),
  dataDirectory: z.string(),
});

describe('vestibule serve', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'says where it listens and ends 0 on %s',
    async (name) => {
      const { child, firstLine, ended } = start('serve', '--data', data);
      const { url, token, dataDirectory } = Address.parse(JSON.parse(await firstLine));
      expect(dataDirectory).toBe(data);
      const ask = (headers: Record<string, string>): Promise<Response> =>
        fetch(`${url}/partitions`, { headers });
      expect((await ask({})).status).toBe(401);
      expect((await ask({ authorization: `Bearer ${token ?? ''}` })).status).toBe(200);
      child.kill(name);
      const { code, stdout } = await ended;
      expect(code).toBe(0);
      expect(stdout.trim().split('\n')).toHaveLength(1);
    },
  );

  it('takes a token, or none', async () => {
    const own = start('serve', '--data', data, '--token', 'secret-secret');
    expect(JSON.parse(await own.firstLine)).toMatchObject({ token: 'secret-secret' });
    own.child.kill();
    await own.ended;
    const open = start('serve', '--data', data, '--no-auth');
    const { url, token } = Address.parse(JSON.parse(await open.firstLine));
    expect(token).toBeNull();
    expect((await fetch(`${url}/partitions`)).status).toBe(200);
  });

  it('refuses a port that is taken and a directory in use, each in a sentence', async () => {
    const first = start('serve', '--data', data);
    const { url } = Address.parse(JSON.parse(await first.firstLine));
    const { port } = new URL(url);
    const taken = await cli.run(['serve', '--data', join(root, 'other'), '--port', port]);
    expect([taken.code, taken.stdout, taken.stderr]).toEqual([
      1,
      '',
      'vestibule: The port is already in use.\n',
    ]);
    await fillDisc(1);
    for (const args of [['serve', '--data', data], importJson(disc)]) {
      const { code, stdout, stderr } = await cli.run(args);
      expect([code, stdout, stderr]).toEqual([
        1,
        '',
        'vestibule: The data directory is in use by another running instance of Vestibule.\n',
      ]);
    }
  });

  it('does not fold partitioned data back into one store', async () => {
    await fillDisc(1);
    await cli.run(importJson(disc));
    const { code, stdout, stderr } = await cli.run(['serve', '--data', data, '--no-partitions']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/partition/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.runIf(process.platform !== 'win32')('stops when the shell npm runs it in dies', async () => {
    const program = cli.start(['serve', '--data', data], {
      throughShell: true,
      env: { npm_lifecycle_event: 'vestibule' },
    });
    running.push(program);
    await program.firstLine;
    program.child.kill('SIGTERM');
    await program.ended;
    expect((await cli.run(['partitions', '--data', data])).code).toBe(0);
  });

  it('refuses a data directory that cannot be made', async () => {
    const { code, stderr } = await cli.run(['serve', '--data', '/proc/nothing/here']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^vestibule: The data directory .+ cannot be used: .+\n$/);
  });
});

describe('paths', () => {
  it('are those of where the person stood when npm runs the program', async () => {
    await fillDisc(1);
    const args = ['import', '--data', 'data', '--partition', 'P', 'disc'];
    const env = { npm_lifecycle_event: 'vestibule', INIT_CWD: root };
    expect((await cli.start(args, { env }).ended).code).toBe(0);
    expect((await cli.run(['partitions', '--data', data])).code).toBe(0);
  });
});

describe('vestibule', () => {
  it('explains itself and its version', async () => {
    const help = await cli.run(['--help']);
    expect([help.code, help.stderr]).toEqual([0, '']);
    for (const command of ['serve', 'import', 'export', 'partitions']) {
      expect(help.stdout).toContain(command);
    }
    expect((await cli.run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const wrong = await cli.run(['bogus']);
    expect([wrong.code, wrong.stdout]).toEqual([1, '']);
    expect(wrong.stderr).toMatch(/unknown command/);
  });
});

describe('vestibule rebuild', () => {
  it('makes a lost index anew, so that everything is served as before', async () => {
    await fillDisc(3);
    await cli.run(importJson(disc));
    const partitions = ['partitions', '--data', data, '--json'];
    const before = (await cli.run(partitions)).stdout;
    await fs.rm(join(data, 'index.sqlite'));
    const lost = await cli.run(partitions);
    expect([lost.code, lost.stderr]).toEqual([1, expect.stringContaining('vestibule rebuild')]);
    const { code, stdout } = await cli.run(['rebuild', '--data', data, '--json']);
    expect(code).toBe(0);
    expect(linesOf(stdout).at(-1)).toMatchObject({ event: 'summary', instances: 3, missing: 0 });
    expect((await cli.run(partitions)).stdout).toBe(before);
  });
});
