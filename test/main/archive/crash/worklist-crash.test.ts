import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, expect, it } from 'vitest';
import { stateOf } from '../../../../app/worklist/workitem.ts';
import { crashProgram } from '../../../support/crash-program.ts';
import {
  partitionKeyOf,
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

let child: string;

beforeAll(async () => {
  child = await crashProgram('worklist-crash-child');
});

/** What was acknowledged last of every workitem before the process was killed, somewhere behind `lines` lines. */
async function crash(dataDirectory: string, lines: number): Promise<ReadonlyMap<string, string>> {
  const running = spawn(process.execPath, [child, dataDirectory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  running.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (output.split('\n').length > lines) running.kill('SIGKILL');
  });
  const [, signal] = (await once(running, 'close')) as [unknown, string | null];
  expect(signal).toBe('SIGKILL');
  const whole = output.split('\n').slice(0, -1);
  return new Map(whole.map((line) => [line.replace(/ .*/, ''), line.replace(/^\S+ /, '')]));
}

it.each([1, 2, 25, 60])(
  'loses no workitem and no claim that was acknowledged before it was killed behind %i lines',
  async (lines) => {
    const dataDirectory = await temporaryFolder();
    const acknowledged = await crash(dataDirectory, lines);
    expect(acknowledged.size).toBeGreaterThan(0);
    const { archive } = await temporaryArchive({ dataDirectory });
    const place = { partitionName: partitionName('crash') };
    const partitionKey = partitionKeyOf(archive, 'crash');
    for (const [sopInstanceUID, state] of acknowledged) {
      const path = { ...place, partitionKey, sopInstanceUID };
      const found = stateOf(archive.worklist.retrieve(path));
      // It may have come further than it could say.
      expect([state, 'IN PROGRESS']).toContain(found);
      if (found !== 'IN PROGRESS') continue;
      expect(() => archive.worklist.changeState(path, 'IN PROGRESS', '1.8')).toThrow('C302');
    }
  },
);
