// What ends a command early, as one sentence for the person.
import { ArchiveError } from '../../app/problems.ts';
import type { ProblemCode } from '../../app/problems.ts';
import { systemErrorSentence, systemErrorCode } from '../archive/intake/system-errors.ts';

/** Exit codes of every command. */
export const exitCodes = { done: 0, failed: 1, incomplete: 3, faulty: 4 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A failure whose message is already the sentence to print. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Scripts that start the store look for these names. */
const namedCodes: readonly ProblemCode[] = ['DataPartitionsFeatureCannotBeDisabledException'];

/** One sentence, never a stack. */
export function failureSentence(error: unknown): string {
  if (error instanceof ArchiveError && namedCodes.includes(error.code)) {
    return `${error.code}: ${error.message}`;
  }
  if (error instanceof CommandError || error instanceof ArchiveError) return error.message;
  if (systemErrorCode(error) !== undefined) return systemErrorSentence(error);
  const name = error instanceof Error ? error.name : typeof error;
  return `Something unforeseen went wrong (${name}).`;
}
