// A whole store in a temporary folder behind a real socket, and a client that sends exactly what it is told.
import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../../app/log.ts';
import type { Archive } from '../../../main/archive/archive.ts';
import { openArchive } from '../../../main/archive/open-archive.ts';
import { createServer } from '../../../main/server/server.ts';
import type { ServerOptions } from '../../../main/server/server.ts';
import { requireDescribed } from './described.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
  /** Parsed body; a test asserts its shape. */
  readonly json: unknown;
}

export interface Sending {
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Uint8Array | string;
}

export interface TestStore {
  readonly url: string;
  readonly port: number;
  readonly archive: Archive;
  /** `path` goes out as it is, unnormalised. */
  send(method: string, path: string, sending?: Sending): Promise<Reply>;
  /** GET that asks for DICOM JSON. */
  get(path: string, headers?: OutgoingHttpHeaders): Promise<Reply>;
  /** One multipart request, each file a part. */
  store(path: string, files: readonly Uint8Array[]): Promise<Reply>;
  /** What lies in the folders of stored and of incoming bytes. */
  storedFiles(): Promise<readonly string[]>;
  /** Cuts every stored file in half, or takes it away, as a failing disk might. */
  damageStoredFiles(damage: 'truncate' | 'remove'): Promise<void>;
  /** Closes the door, not the archive behind it. */
  closeServer(): Promise<void>;
  close(): Promise<void>;
}

export const dicomJson = 'application/dicom+json';
export const boundary = 'test-boundary';
export const related = `multipart/related; type="application/dicom"; boundary=${boundary}`;

type Options = Partial<Omit<ServerOptions, 'archive'>> & {
  readonly arePartitionsEnabled?: boolean;
};

export async function openTestStore(options: Options = {}): Promise<TestStore> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'vestibule-store-'));
  const archive = await openArchive({
    dataDirectory,
    arePartitionsEnabled: options.arePartitionsEnabled ?? true,
  });
  const remove = () => rm(dataDirectory, { recursive: true, force: true });
  const server = await createServer({
    port: 0,
    token: undefined,
    allowedOrigins: [],
    log: silentLog,
    ...options,
    archive,
  }).catch(async (error: unknown) => {
    await archive.close();
    await remove();
    throw error;
  });
  const port = Number(new URL(server.url).port);
  const agent = new Agent({ keepAlive: true });
  const send: TestStore['send'] = async (method, path, sending = {}) => {
    const reply = await exchange({ agent, port, method, path, ...sending });
    const { status, headers } = reply;
    requireDescribed({ method, path, status, contentType: headers['content-type'] });
    return reply;
  };
  return {
    url: server.url,
    port,
    archive,
    send,
    get: (path, headers = {}) => send('GET', path, { headers: { Accept: dicomJson, ...headers } }),
    store: (path, files) =>
      send('POST', path, {
        headers: { Accept: dicomJson, 'Content-Type': related },
        body: multipartBody(files.map((file) => ['Content-Type: application/dicom', file])),
      }),
    storedFiles: async () => [
      ...(await filesBelow(join(dataDirectory, 'blobs'))),
      ...(await filesBelow(join(dataDirectory, 'incoming'))),
    ],
    damageStoredFiles: async (damage) => {
      for (const path of await filesBelow(join(dataDirectory, 'blobs'))) {
        if (damage === 'remove') await rm(path);
        else await truncate(path, Math.floor((await stat(path)).size / 2));
      }
    },
    closeServer: () => server.close(),
    close: async () => {
      agent.destroy();
      await server.close();
      await archive.close();
      await remove();
    },
  };
}

/** Header lines and bytes of each part. */
export function multipartBody(parts: readonly (readonly [string, Uint8Array | string])[]): Buffer {
  return Buffer.concat([
    ...parts.flatMap(([headers, content]) => [
      Buffer.from(`--${boundary}\r\n${headers}${headers === '' ? '' : '\r\n'}\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
}

interface Exchange extends Sending {
  readonly agent: Agent;
  readonly port: number;
  readonly method: string;
  readonly path: string;
}

function exchange({ agent, port, method, path, headers = {}, body }: Exchange): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const isChunked = 'Transfer-Encoding' in headers;
    const length =
      body === undefined || isChunked ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const outgoing = httpRequest(
      { agent, host: '127.0.0.1', port, method, path, headers: { ...length, ...headers } },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          resolve(toReply(incoming.statusCode ?? 0, incoming.headers, Buffer.concat(chunks)));
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function toReply(status: number, headers: IncomingHttpHeaders, body: Buffer): Reply {
  const text = body.toString('utf8');
  return {
    status,
    headers,
    body,
    text,
    get json(): unknown {
      return JSON.parse(text) as unknown;
    },
  };
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Parts of a multipart answer. */
export function splitParts(reply: Reply): readonly { readonly type: string; body: Buffer }[] {
  const mark = /boundary=([^;]+)/.exec(reply.headers['content-type'] ?? '')?.[1] ?? '';
  const text = reply.body.toString('latin1');
  if (!text.endsWith(`\r\n--${mark}--\r\n`)) throw new Error('no closing boundary');
  return `\r\n${text}`
    .split(`\r\n--${mark}`)
    .slice(1, -1)
    .map((part) => {
      const end = part.indexOf('\r\n\r\n');
      const type = /^Content-Type: (.*)$/m.exec(part.slice(0, end))?.[1]?.trim() ?? '';
      return { type, body: Buffer.from(part.slice(end + 4), 'latin1') };
    });
}
