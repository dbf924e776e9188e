// Calls to the machine. A refused call rejects with the problem's code and sentence.
import type { PageChannel } from '../../app/ipc/bridge.ts';
import type { ReplyOf, RequestInput } from '../../app/ipc/contract.ts';
import { problems, type ProblemCode } from '../../app/problems.ts';

export class BridgeError extends Error {
  override readonly name = 'BridgeError';
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string) {
    super(message);
    this.code = code;
  }
}

export async function call<C extends PageChannel>(
  channel: C,
  request: RequestInput<C>,
): Promise<ReplyOf<C>> {
  try {
    return await window.bridge.call(channel, request);
  } catch (error) {
    throw toBridgeError(error);
  }
}

const envelope = /\b([A-Z][A-Za-z]+): (?=(.+)$)/gs;

/** Electron and the bridge hand errors over as text: `…CODE: sentence`. */
export function toBridgeError(error: unknown): Error {
  if (!(error instanceof Error)) return new BridgeError('ProcessingFailure', String(error));
  for (const { 1: code = '', 2: message = '' } of error.message.matchAll(envelope)) {
    if (code in problems) return new BridgeError(code as ProblemCode, message);
  }
  return error;
}
