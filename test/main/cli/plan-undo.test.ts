import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ctImage } from '../../fixtures/part10-builder.ts';
import { buildCli } from '../../support/cli.ts';
import type { Cli } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-archive.ts';

let cli: Cli;

beforeAll(async () => {
  cli = await buildCli('test-cli-plan');
}, 60_000);

function lastLine(stdout: string): Record<string, unknown> {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown>;
}

describe('vestibule import --plan, and undo', () => {
  it('tell the difference, write nothing, and take an import back by its job', async () => {
    const root = await temporaryFolder();
    const [data, disc] = [join(root, 'data'), join(root, 'disc')];
    await fs.mkdir(data);
    await fs.mkdir(disc);
    await fs.writeFile(join(disc, 'a'), ctImage({ sopInstanceUID: '2.25.81' }));
    await fs.writeFile(join(disc, 'b'), ctImage({ sopInstanceUID: '2.25.82', patientID: 'P2' }));
    const importing = ['import', '--data', data, '--partition', 'Ortho', '--yes', '--json', disc];

    const planned = await cli.run([...importing, '--plan']);
    expect([planned.code, planned.stderr]).toEqual([0, '']);
    expect(lastLine(planned.stdout)).toMatchObject({
      ...{ event: 'plan', scanned: 2, confirm: true },
      files: { new: 2 },
    });
    expect(await fs.readdir(join(data, 'blobs'))).toEqual([]);

    const imported = await cli.run(importing);
    const { job } = lastLine(imported.stdout);
    const listed = await cli.run(['undo', '--data', data, '--json']);
    expect(lastLine(listed.stdout)).toMatchObject({ jobId: job, state: 'complete', instances: 2 });
    const undone = await cli.run(['undo', '--data', data, '--job', String(job), '--json']);
    expect([undone.code, lastLine(undone.stdout)]).toEqual([
      0,
      { event: 'summary', job, removed: 2 },
    ]);
    const resumed = await cli.run([...importing, '--resume', String(job)]);
    expect(resumed.code).toBe(1);
    expect(resumed.stderr).toContain('cannot be gone on with');
  }, 120_000);
});
