// Partitions are not switched off over the heads of those that exist (contract 1.7).
import { promises as fs } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../app/log.ts';
import { openArchive } from '../../main/archive/open-archive.ts';
import { createServer as createStore } from '../../main/server/server.ts';
import { buildCli } from '../support/cli.ts';
import type { Cli } from '../support/cli.ts';
import { dicomFile, minimalDataset } from './support/dicom-file.ts';

let cli: Cli;
let data: string;

beforeAll(async () => {
  cli = await buildCli('test-start-up');
  data = await fs.mkdtemp(join(tmpdir(), 'start-up-'));
}, 60_000);
afterAll(() => fs.rm(data, { recursive: true, force: true }));

async function storeInto(partition: string): Promise<number> {
  const archive = await openArchive({ dataDirectory: data, arePartitionsEnabled: true });
  const ports = { archive, port: 0, token: undefined, allowedOrigins: [], log: silentLog };
  const store = await createStore(ports);
  const reply = await fetch(`${store.url}/v2/partitions/${partition}/studies`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/dicom', Accept: 'application/dicom+json' },
    body: new Uint8Array(dicomFile(minimalDataset({ study: '1', series: '2', instance: '3' }))),
  });
  await store.close();
  await archive.close();
  return reply.status;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listens on TCP
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether anything answered at the port from now until the promise settles. */
async function everAnswered(port: number, until: Promise<unknown>): Promise<boolean> {
  const watched = { isOver: false, hasAnswered: false };
  void until.finally(() => (watched.isOver = true));
  while (!watched.isOver) {
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => (watched.hasAnswered = true));
      socket.once('connect', () => socket.destroy());
      socket.once('error', () => undefined);
      socket.once('close', () => setTimeout(resolve, 10));
    });
  }
  return watched.hasAnswered;
}

describe('starting without partitions', () => {
  it('is possible while there is only the default one', async () => {
    expect(await storeInto('Microsoft.Default')).toBe(200);
    const { child, firstLine, ended } = cli.start(['serve', '--data', data, '--no-partitions']);
    expect(JSON.parse(await firstLine)).toMatchObject({ dataDirectory: data });
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('fails with a name scripts know once there is another, and opens no port', async () => {
    expect(await storeInto('clinic-A')).toBe(200);
    const port = await freePort();
    const serve = ['serve', '--data', data, '--no-partitions', '--port', String(port)];
    const { ended } = cli.start(serve);
    expect(await everAnswered(port, ended)).toBe(false);
    const { code, stdout, stderr } = await ended;
    expect(stderr).toContain('DataPartitionsFeatureCannotBeDisabledException');
    expect([code, stdout]).toEqual([1, '']);
  });
});
