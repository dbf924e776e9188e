import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { Answer } from './call.ts';
import { discardBody } from './body.ts';

/** Sends with back-pressure; a failure after the first byte ends the connection, so that no part looks whole. */
export function send(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  discardBody(request.raw);
  reply.code(answer.status).headers(answer.headers ?? {});
  const { body } = answer;
  if (body === undefined || typeof body === 'string') return reply.send(body);
  if (body instanceof Uint8Array) {
    return reply.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  }
  return reply.send(Readable.from(body, { objectMode: false }));
}
