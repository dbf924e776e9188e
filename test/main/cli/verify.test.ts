import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { buildCli } from '../../support/cli.ts';
import type { Cli } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-archive.ts';
import { ctImage } from '../../fixtures/part10-builder.ts';

let cli: Cli;
let data: string;

beforeAll(async () => {
  cli = await buildCli('test-cli-verify');
}, 60_000);

async function importDisc(partition: string): Promise<void> {
  const disc = await temporaryFolder();
  for (let number = 1; number <= 3; number += 1) {
    const image = ctImage({ sopInstanceUID: `2.25.6${String(number)}`, instanceNumber: number });
    await fs.writeFile(join(disc, `IM${String(number)}`), image);
  }
  const { code } = await cli.run(['import', '--data', data, '--partition', partition, disc]);
  expect(code).toBe(0);
}

beforeEach(async () => {
  data = join(await temporaryFolder(), 'data');
  await importDisc('Ortho');
  await importDisc('Neuro');
});

async function verify(...more: string[]) {
  const { code, stdout } = await cli.run(['verify', '--data', data, '--json', ...more]);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, lines: lines.filter(({ event }) => event !== 'progress') };
}

async function blobs(): Promise<readonly string[]> {
  const root = join(data, 'blobs');
  const entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
}

it('ends 0 when every stored byte and every receipt is as it was written', async () => {
  expect(await verify()).toEqual({
    code: 0,
    lines: [
      {
        ...{ event: 'summary', checked: 6, damaged: 0, missing: 0, receiptChain: 'ok' },
        ...{ instances: 6, unreadable: 0 },
      },
    ],
  });
  expect((await verify('--partition', 'neuro')).lines.at(-1)).toMatchObject({ checked: 3 });
  const text = await cli.run(['verify', '--data', data]);
  expect(text.stdout).toContain('The chain of receipts is whole.');
});

it('ends 4 and names the instance whose byte was flipped, and the one that is gone', async () => {
  const [first = '', second = ''] = await blobs();
  const bytes = await fs.readFile(first);
  bytes[300] = (bytes[300] ?? 0) ^ 0x80;
  await fs.writeFile(first, bytes);
  await fs.rm(second);
  const { code, lines } = await verify();
  expect(code).toBe(4);
  expect(lines.at(-1)).toMatchObject({ checked: 6, damaged: 1, missing: 1, receiptChain: 'ok' });
  expect(lines.slice(0, -1)).toEqual([
    expect.objectContaining({ event: 'instance', sopInstanceUID: expect.any(String) as string }),
    expect.objectContaining({ event: 'instance', studyInstanceUID: expect.any(String) as string }),
  ]);
  const faults = lines.slice(0, -1).map(({ fault }) => fault);
  expect(faults.sort()).toEqual(['damaged', 'missing']);
});

it('ends 4 and names the receipt that was edited, or taken away', async () => {
  const path = join(data, 'receipts', '000001.json');
  const text = await fs.readFile(path, 'utf8');
  await fs.writeFile(path, text.replace('"stored":3', '"stored":4'));
  await fs.rm(join(data, 'receipts', '000002.json'));
  const { code, lines } = await verify();
  expect(code).toBe(4);
  expect(lines).toMatchObject([
    { event: 'receipt', number: 1, fault: 'changed' },
    { event: 'receipt', number: 2, fault: 'missing' },
    { event: 'summary', damaged: 0, missing: 0, receiptChain: 'broken' },
  ]);
  const { stdout } = await cli.run(['verify', '--data', data]);
  expect(stdout).toContain('Receipt 000001 was changed.');
});

it('says what it cannot verify', async () => {
  const { code, stderr } = await cli.run(['verify', '--data', data, '--partition', 'Cardio']);
  expect([code, stderr]).toEqual([1, "vestibule: The specified PartitionName doesn't exist.\n"]);
});
