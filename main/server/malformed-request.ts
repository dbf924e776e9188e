import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { problems } from '../../app/problems.ts';
import { mediaTypes } from './call.ts';
import { addResponseHeaders } from './plugins/response-headers.ts';
import { send } from './send.ts';

const answers: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Bytes that are not HTTP never become a request; they get a status line and no more. */
export function refuseMalformedRequest(error: Error, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const status = answers[code] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** A path whose percent-encoding cannot be decoded reaches no route and no hook. */
export function refuseUndecodableUrl(request: FastifyRequest, reply: FastifyReply): void {
  addResponseHeaders(reply, { allowedOrigin: undefined, isVersioned: false });
  const { http, message } = problems.InvalidRequest;
  send(request, reply, {
    status: http,
    headers: { 'Content-Type': mediaTypes.text },
    body: message,
  });
}
