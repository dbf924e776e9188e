import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../app/log.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { answer, type Sender } from '../../../main/bridge/answer.ts';
import type { Handlers } from '../../../main/bridge/handlers.ts';

const ours: Sender = { senderFrame: { url: 'app://local/index.html', parent: null } };

/** Only the channels a test calls; the others would not be reached. */
const handlers = {
  'job.cancel': ({ jobId }: { jobId: string }) => {
    if (jobId === '00000000') throw new ArchiveError('JobNotFound');
    if (jobId === '11111111') throw new Error('Canary^Petra broke the parser');
    return {};
  },
} as unknown as Handlers;

const cancel = (event: Sender, request: unknown) =>
  answer('job.cancel', { event, request }, handlers, silentLog);

describe('a call over the bridge', () => {
  it('from our page with a request of the contract is answered', async () => {
    expect(await cancel(ours, { jobId: 'abcdef01' })).toEqual({ ok: true, value: {} });
  });

  it.each([
    { senderFrame: null },
    { senderFrame: { url: 'https://example.org/', parent: null } },
    { senderFrame: { url: 'app://local.example.org/', parent: null } },
    { senderFrame: { url: 'app://local/index.html', parent: {} } },
  ])('from anybody else is refused: %j', async (event) => {
    expect(await cancel(event, { jobId: 'abcdef01' })).toMatchObject({
      ok: false,
      code: 'Forbidden',
    });
  });

  it.each([undefined, {}, { jobId: 7 }, { jobId: '../../x' }, { jobId: 'abcdef01', more: 1 }])(
    'with another request is refused before its handler runs: %j',
    async (request) => {
      expect(await cancel(ours, request)).toMatchObject({ ok: false, code: 'InvalidRequest' });
    },
  );

  it('that fails as foreseen carries the problem and its sentence', async () => {
    expect(await cancel(ours, { jobId: '00000000' })).toEqual({
      ok: false,
      code: 'JobNotFound',
      message: 'The job cannot be found.',
    });
  });

  it('that fails otherwise tells nothing of what it was about', async () => {
    const envelope = await cancel(ours, { jobId: '11111111' });
    expect(envelope).toMatchObject({ ok: false, code: 'ProcessingFailure' });
    expect(JSON.stringify(envelope)).not.toContain('Canary');
  });
});
