import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createStreamLog } from '../../../main/log/stream-log.ts';
import { whenAvailable } from '../../support/outside.ts';

it('writes the allowed keys of an event and nothing that was smuggled in', () => {
  const path = join(tmpdir(), `stream-log-${String(process.pid)}`);
  const descriptor = openSync(path, 'w');
  const log = createStreamLog(descriptor);
  const smuggled = { bytes: 5, problem: 'StorageFull', patientName: 'Doe^Jane' } as const;
  log.info('instance.stored', smuggled);
  log.warn('plain');
  log.error('failed', { error: 'TypeError' });
  closeSync(descriptor);
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  rmSync(path);
  const events = lines.map((line): unknown => JSON.parse(line));
  expect(events).toMatchObject([
    { event: 'instance.stored', bytes: 5, problem: 'StorageFull' },
    { event: 'plain' },
    { event: 'failed', error: 'TypeError' },
  ]);
  expect(Object.keys(events[0] as object).sort()).toEqual(
    ['bytes', 'event', 'level', 'problem', 'time'].sort(),
  );
});

it.runIf(whenAvailable('a device that is always full', existsSync('/dev/full')))(
  'does not stop what it tells of when nothing can be written',
  () => {
    const descriptor = openSync('/dev/full', 'w');
    const log = createStreamLog(descriptor);
    expect(() => {
      log.warn('first');
      log.error('second');
    }).not.toThrow();
    closeSync(descriptor);
  },
);
