// The network is hostile: who can speak with the store, and who learns the token.
import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { archivePid, baseUrl, filesContaining, launch, type RunningApp } from './support.ts';

let app: RunningApp;
let token: string;

test.beforeAll(async () => {
  app = await launch({ mayComplain: true });
  await recordSentHeaders();
  const url = await baseUrl(app.page);
  await app.page.evaluate((base) => fetch(`${base}/v2/partitions`).then(() => undefined), url);
  token = (await sentHeaders())['Authorization']?.replace('Bearer ', '') ?? '';
});

test.afterAll(async () => {
  await app.close();
});

interface Recording {
  sentHeaders?: Record<string, string>;
}

function recordSentHeaders(): Promise<void> {
  return app.electron.evaluate(({ BrowserWindow }) => {
    const session = BrowserWindow.getAllWindows()[0]?.webContents.session;
    session?.webRequest.onSendHeaders({ urls: ['http://*/*'] }, ({ url, requestHeaders }) => {
      if (url.endsWith('/v2/partitions')) (globalThis as Recording).sentHeaders = requestHeaders;
    });
  });
}

/** As the latest request left the session for the store; the page has no part in this. */
function sentHeaders(): Promise<Record<string, string>> {
  return app.electron.evaluate(() => (globalThis as Recording).sentHeaders ?? {});
}

function ask(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    http
      .get(`${url}/v2/partitions`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
      .on('error', reject);
  });
}

test('the store listens on loopback and refuses who has no token, a foreign host or origin', async () => {
  const url = await baseUrl(app.page);
  expect(new URL(url).hostname).toBe('127.0.0.1');
  const Authorization = `Bearer ${token}`;
  expect(await ask(url, { Authorization })).toBeLessThan(300);
  expect(await ask(url, {})).toBe(401);
  expect(await ask(url, { Authorization: 'Bearer guess' })).toBe(401);
  expect(await ask(url, { Authorization, Host: 'rebound.example' })).toBe(403);
  expect(await ask(url, { Authorization, Origin: 'https://example.org' })).toBe(403);
  expect(await ask(url, { Authorization, Origin: 'null' })).toBe(403);
});

test('the page uses the store as app://local and never sees the token', async () => {
  expect(token.length).toBeGreaterThan(40);
  const seen = await app.page.evaluate(
    async (base) => {
      const request = new Request(`${base}/v2/partitions`);
      const response = await fetch(request);
      const parts = [
        [...request.headers].flat().join(' '),
        [...response.headers].flat().join(' '),
        await response.text(),
        document.documentElement.outerHTML,
        JSON.stringify(performance.getEntries()),
        JSON.stringify({ ...localStorage, ...sessionStorage }),
        document.cookie,
        JSON.stringify(await window.bridge.call('archive.status', {})),
        Object.getOwnPropertyNames(globalThis)
          .map((name) => String((globalThis as Record<string, unknown>)[name]))
          .join(' '),
      ];
      return { status: response.status, text: parts.join('\n') };
    },
    await baseUrl(app.page),
  );
  expect(seen.status).toBeLessThan(300);
  expect(seen.text).not.toContain(token);
  expect(seen.text).not.toContain('Bearer');
  expect((await sentHeaders())['Origin']).toBe('app://local');
});

test('the token is in no file, no argument and no environment', async () => {
  expect(filesContaining(app.folder, token)).toEqual([]);
  if (process.platform !== 'linux') return;
  const pids = [app.electron.process().pid ?? 0, await archivePid(app.electron)];
  for (const pid of pids) {
    for (const file of ['cmdline', 'environ']) {
      expect(fs.readFileSync(`/proc/${String(pid)}/${file}`, 'latin1')).not.toContain(token);
    }
  }
});

test('another server on this machine gets neither a request nor the token', async () => {
  const heard: unknown[] = [];
  const other = http.createServer((request, response) => {
    heard.push(request.headers);
    response.setHeader('Access-Control-Allow-Origin', '*').end();
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', () => resolve()));
  const { port } = other.address() as AddressInfo;
  const outcome = await app.page.evaluate(
    async (address) => {
      const image = new Image();
      const shown = new Promise((resolve) => {
        image.onload = () => resolve('shown');
        image.onerror = () => resolve('refused');
      });
      image.src = `${address}/pixel.png`;
      const fetched = await fetch(address).then(
        () => 'fetched',
        () => 'refused',
      );
      return [await shown, fetched];
    },
    `http://127.0.0.1:${String(port)}`,
  );
  await new Promise((resolve) => other.close(resolve));
  expect(outcome).toEqual(['refused', 'refused']);
  expect(heard).toEqual([]);
});
