// Who may talk to the store at all: host, origin, token (P6), and bytes that are no request.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore } from './support/test-store.ts';
import type { TestStore } from './support/test-store.ts';

const token = 'a-token-of-this-launch';
const page = 'app://local';
const authorized = { Authorization: `Bearer ${token}` };

let store: TestStore;
let open: TestStore;
beforeAll(async () => {
  store = await openTestStore({ token, allowedOrigins: [page], headersTimeoutMs: 1000 });
  open = await openTestStore();
});
afterAll(async () => {
  await store.close();
  await open.close();
});

describe('the token', () => {
  it.each([
    '/v2/partitions',
    '/partitions',
    '/v1/partitions/p/studies',
    '/health/check',
    '/v2/changefeed',
  ])('is asked for at %s', async (path) => {
    for (const headers of [
      {},
      { Authorization: 'Bearer wrong' },
      { Authorization: `Bearer ${token}x` },
      { Authorization: token },
      { Authorization: `Basic ${token}` },
      { Authorization: 'Bearer ' },
    ]) {
      const reply = await store.send('GET', path, { headers });
      expect([reply.status, reply.text]).toEqual([401, '']);
      expect(reply.headers['www-authenticate']).toMatch(/^Bearer/);
    }
    expect((await store.send('GET', path, { headers: authorized })).status).not.toBe(401);
  });

  it('takes the scheme in any case', async () => {
    const headers = { Authorization: `bearer ${token}` };
    expect((await store.send('GET', '/partitions', { headers })).status).toBe(200);
  });

  it('comes after the route and before everything the route checks', async () => {
    expect((await store.send('GET', '/nothing')).status).toBe(404);
    expect((await store.send('PUT', '/partitions')).status).toBe(405);
    expect((await store.send('GET', '/v2/changefeed?limit=0')).status).toBe(401);
    const body = { headers: { 'Content-Type': 'text/plain' }, body: 'x' };
    expect((await store.send('POST', '/v2/partitions/p/studies', body)).status).toBe(401);
  });

  it('is not asked for when there is none', async () => {
    expect((await open.send('GET', '/partitions')).status).toBe(200);
  });
});

describe('the host', () => {
  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])('may be %s', async (name) => {
    const headers = { ...authorized, Host: `${name}:${String(store.port)}` };
    expect((await store.send('GET', '/partitions', { headers })).status).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost.evil.example:PORT',
  ])('may not be %s', async (name) => {
    const headers = { ...authorized, Host: name.replace('PORT', String(store.port)) };
    for (const path of ['/partitions', '/nothing', '/health/check']) {
      expect((await store.send('GET', path, { headers })).status).toBe(403);
    }
  });
});

describe('the origin', () => {
  it.each([
    'https://evil.example',
    'null',
    'app://local.evil',
    'app://other',
    'http://127.0.0.1:1',
  ])('%s is refused, token or not, and told nothing', async (origin) => {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const headers = { ...authorized, Origin: origin, 'Access-Control-Request-Method': 'GET' };
      const reply = await store.send(method, '/v2/partitions', { headers });
      expect(reply.status).toBe(403);
      expect(Object.keys(reply.headers).join()).not.toContain('access-control');
    }
  });

  it('may be the one of the window, which is told so on success and on failure', async () => {
    for (const [path, status] of [
      ['/v2/partitions', 200],
      ['/nothing', 404],
      ['/v2/changefeed?limit=0', 400],
    ] as const) {
      const reply = await store.send('GET', path, { headers: { ...authorized, Origin: page } });
      expect(reply.status).toBe(status);
      expect(reply.headers['access-control-allow-origin']).toBe(page);
      expect(reply.headers['access-control-expose-headers']).toContain('ETag');
      expect(reply.headers.vary).toBe('Origin');
    }
  });

  it('of the window may ask before it sends, without the token', async () => {
    const reply = await store.send('OPTIONS', '/v2/partitions/p/studies', {
      headers: {
        Origin: page,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type',
      },
    });
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect(reply.headers).toMatchObject({
      'access-control-allow-origin': page,
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': expect.stringContaining('Authorization') as unknown,
    });
  });

  it('names nobody when no page is allowed', async () => {
    const reply = await open.send('GET', '/v2/partitions', { headers: { Origin: page } });
    expect(reply.status).toBe(403);
  });

  it('is missing when another site makes an image of us, which only a token can excuse', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' };
    expect((await open.send('GET', '/partitions', { headers })).status).toBe(403);
    expect((await store.send('GET', '/partitions', { headers })).status).toBe(401);
    const excused = { ...headers, ...authorized };
    expect((await store.send('GET', '/partitions', { headers: excused })).status).toBe(200);
    const typed = { 'Sec-Fetch-Site': 'none' };
    expect((await open.send('GET', '/partitions', { headers: typed })).status).toBe(200);
  });
});

describe('bytes on a socket', () => {
  function exchange(bytes: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(store.port, '127.0.0.1', () => socket.write(bytes));
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
      socket.on('error', reject);
      socket.on('close', () => {
        resolve(answer);
      });
    });
  }

  it('may name their target in full, and the host with it', async () => {
    const ask = (host: string) =>
      exchange(
        `GET http://${host}/v2/partitions?x=1 HTTP/1.1\r\nHost: 127.0.0.1:${String(store.port)}\r\n` +
          `Authorization: ${authorized.Authorization}\r\nConnection: close\r\n\r\n`,
      );
    expect(await ask(`localhost:${String(store.port)}`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await ask('evil.example')).toMatch(/^HTTP\/1\.1 403 /);
  });

  it.each([
    ['rubbish', 'hello\r\n\r\n', /^HTTP\/1\.1 400 Bad Request\r\n/],
    [
      'two lengths',
      'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['endless headers', `GET / HTTP/1.1\r\nX: ${'x'.repeat(80_000)}`, /^HTTP\/1\.1 431 /],
  ])('%s get a status and a closed connection', async (_, bytes, expected) => {
    expect(await exchange(bytes)).toMatch(expected);
    expect((await store.send('GET', '/partitions', { headers: authorized })).status).toBe(200);
  });

  it('headers that dribble in are given up', async () => {
    expect(await exchange('GET /partitions HTTP/1.1\r\nHost: localhost\r\nX: ')).toMatch(
      /^HTTP\/1\.1 408 /,
    );
  });
});
