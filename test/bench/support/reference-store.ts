// The least a store can do, over the HTTP stack of the real one: read the body, SHA-256, write, fsync, rename, and say
// something when it is asked. Nothing is understood.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import fastify from 'fastify';

/** As long as what is found of a study. */
const answer = { text: 'x'.repeat(1000) };

const folder = join(process.argv[2] ?? '.', 'stored');

async function keepBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const name = randomUUID();
  const file = await open(join(folder, `${name}.part`), 'wx');
  await file.write(body);
  await file.sync();
  await file.close();
  await rename(join(folder, `${name}.part`), join(folder, name));
  return sha256;
}

await mkdir(folder, { recursive: true });
const app = fastify();
app.addContentTypeParser('*', (_request, _payload, done) => {
  done(null);
});
app.post('/', (request) => keepBody(request.raw));
app.get('/', () => answer);
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${JSON.stringify({ url })}\n`);
process.on('SIGTERM', () => process.exit(0));
