// The least a server can do: GET sends a file of the folder, POST makes a body durable in it. Nothing is understood.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const folder = process.argv[2] ?? '.';
const stored = join(folder, 'stored');

async function sendFile(path: string, response: ServerResponse): Promise<void> {
  const file = await open(join(folder, path), 'r');
  const { size } = await file.stat();
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': size });
  await pipeline(createReadStream('', { fd: file }), response);
}

/** Read the body, SHA-256, write, fsync, rename. */
async function keepBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const name = randomUUID();
  const file = await open(join(stored, `${name}.part`), 'wx');
  await file.write(body);
  await file.sync();
  await file.close();
  await rename(join(stored, `${name}.part`), join(stored, name));
  return sha256;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'POST') response.end(await keepBody(request));
  else await sendFile(request.url ?? '', response);
}

await mkdir(stored, { recursive: true });
const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    response.destroy(error instanceof Error ? error : undefined);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${String(port)}` })}\n`);
});
process.on('SIGTERM', () => process.exit(0));
