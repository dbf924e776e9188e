// The only place that turns failures into answers.
import type { FastifyInstance } from 'fastify';
import { ArchiveError, problems } from '../../../app/problems.ts';
import type { Log } from '../../../app/log.ts';
import type { Answer } from '../call.ts';
import { mediaTypes } from '../call.ts';
import { send } from '../send.ts';

const internalError =
  'The server encountered an internal error. Please retry the request. ' +
  'If the issue persists, please contact support.';

/** Contract 12.5: the plain sentence, never a stack or a parser's words. */
export function toAnswer(error: unknown, log: Log): Answer {
  if (error instanceof ArchiveError) {
    const status = problems[error.code].http;
    if (status >= 500) log.error('http.failed', { problem: error.code });
    return text(status, error.message);
  }
  log.error('http.failed', {
    problem: 'ProcessingFailure',
    error: error instanceof Error ? error.name : typeof error,
  });
  return text(500, internalError);
}

/** What is thrown before a route runs, and what Fastify itself finds. */
export function addProblems(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error, request, reply) => send(request, reply, toAnswer(error, log)));
}

function text(status: number, sentence: string): Answer {
  return { status, headers: { 'Content-Type': mediaTypes.text }, body: sentence };
}
