// Who calls and what is said, checked before any handler runs; apart from Electron so that it can be tested without it.
import type { Envelope } from '../../app/ipc/bridge.ts';
import { contract, type Channel } from '../../app/ipc/contract.ts';
import { errorName, type Log } from '../../app/log.ts';
import { ArchiveError } from '../../app/problems.ts';
import { appOrigin } from '../shell/app-files.ts';
import type { Handlers } from './handlers.ts';

/** What is used of Electron's event. */
export interface Sender {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

interface Call {
  readonly event: Sender;
  readonly request: unknown;
}

/** Never rejects: errors lose their class on the way, so failures travel as values. */
export async function answer(
  channel: Channel,
  call: Call,
  handlers: Handlers,
  log: Log,
): Promise<Envelope<unknown>> {
  if (!isOurPage(call.event)) return refusal(new ArchiveError('Forbidden'));
  const parsed = contract[channel].request.safeParse(call.request);
  if (!parsed.success) return refusal(new ArchiveError('InvalidRequest'));
  try {
    // `parsed.data` belongs to `channel`; the compiler cannot follow the pair through the lookup.
    const handler = handlers[channel] as (request: unknown) => unknown;
    return { ok: true, value: await handler(parsed.data) };
  } catch (error) {
    if (error instanceof ArchiveError) return refusal(error);
    log.error('bridge.unforeseen', { error: errorName(error) });
    return refusal(new ArchiveError('ProcessingFailure'));
  }
}

/** The top frame of our own page; its address is the browser's word, not what a script could claim. */
export function isOurPage({ senderFrame }: Sender): boolean {
  return (
    senderFrame !== null &&
    senderFrame.parent === null &&
    senderFrame.url.startsWith(`${appOrigin}/`)
  );
}

function refusal({ code, message }: ArchiveError): Envelope<never> {
  return { ok: false, code, message };
}
