// The renderer is hostile, the network is hostile: what neither of them can do.
import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import http from 'node:http';
import path from 'node:path';
import { electronExecutable } from '../../scripts/setup/electron-runtime.mjs';
import { makeDisc } from './disc.ts';
import { dropPaths, filesContaining, launch, root, type RunningApp } from './support.ts';

let app: RunningApp;

test.beforeAll(async () => {
  app = await launch();
  await expect(app.page.getByRole('heading', { name: 'Nothing has come in yet' })).toBeVisible();
});

test.afterAll(async () => {
  await app.close();
});

async function baseUrl(): Promise<string> {
  const status = await app.page.evaluate(() => window.bridge.call('archive.status', {}));
  return status.baseUrl ?? '';
}

test('the page is sandboxed, isolated and without Node', async () => {
  const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const contents = window?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration, webviewTag } =
      contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webviewTag };
  });
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
  });
  const globals = await app.page.evaluate(() =>
    ['require', 'process', 'Buffer', 'module', 'global'].filter((name) => name in globalThis),
  );
  expect(globals).toEqual([]);
});

test('the bridge is three functions and nothing more', async () => {
  const names = await app.page.evaluate(() => Object.keys(window.bridge).sort());
  expect(names).toEqual(['call', 'on', 'registerFiles']);
});

test('calls that break the contract are refused before any handler runs', async () => {
  const attempt = (channel: string, request: unknown) =>
    app.page.evaluate(
      async ([name, payload]) => {
        try {
          await (window.bridge.call as (n: unknown, p: unknown) => Promise<unknown>)(name, payload);
          return 'accepted';
        } catch (error) {
          return (error as Error).message;
        }
      },
      [channel, request] as const,
    );
  expect(await attempt('settings.update', { theme: 'pink' })).toContain('InvalidRequest');
  expect(await attempt('media.register', { paths: ['relative/path'] })).toContain('InvalidRequest');
  expect(
    await attempt('job.start', { kind: 'import', mediaId: 'no-such', partitionName: 'a/b' }),
  ).toContain('InvalidRequest');
  expect(await attempt('no.such.channel', {})).not.toBe('accepted');
});

test('scripts that are evaluated, inline or from elsewhere do not run', async () => {
  const outcome = await app.page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        setTimeout(() => {
          const found: string[] = [];
          try {
            // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- it must not run
            new Function('return 1')();
            found.push('evaluated');
          } catch (error) {
            found.push((error as Error).name);
          }
          const script = document.createElement('script');
          script.textContent = 'globalThis.inlineRan = true';
          document.head.append(script);
          found.push(String('inlineRan' in globalThis));
          fetch('https://example.org/')
            .then(
              () => found.push('fetched'),
              () => found.push('blocked'),
            )
            .finally(() => resolve(found));
        }, 0);
      }),
  );
  expect(outcome).toEqual(['EvalError', 'false', 'blocked']);
});

test('no permission is granted', async () => {
  const states = await app.page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[];
    const found = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
    return found.map(({ state }) => state);
  });
  expect(new Set(states)).toEqual(new Set(['denied']));
});

test('app:// serves the built files and nothing outside them', async () => {
  const statuses = await app.page.evaluate(async () => {
    const tries = [
      'app://local/index.html',
      'app://local/../main/index.js',
      'app://local/%2e%2e/main/index.js',
      'app://local/..%2fmain%2findex.js',
      'app://elsewhere/index.html',
    ];
    const answers = await Promise.allSettled(tries.map((url) => fetch(url)));
    return answers.map((one) => (one.status === 'fulfilled' ? one.value.status : 'failed'));
  });
  expect(statuses[0]).toBe(200);
  expect(statuses.slice(1).every((status) => status === 404 || status === 'failed')).toBe(true);
});

test('the store refuses who has no token, a foreign host or a foreign origin', async () => {
  const url = new URL(await baseUrl());
  const ask = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { host: url.hostname, port: url.port, path: '/v2/partitions', headers };
      http
        .get(options, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
        .on('error', reject);
    });
  expect(await ask({})).toBe(401);
  expect(await ask({ Authorization: 'Bearer guess' })).toBe(401);
  expect(await ask({ Host: 'rebound.example' })).toBe(403);
  expect(await ask({ Origin: 'https://example.org' })).toBe(403);
});

test('the page can use the store but never sees the token', async () => {
  const url = await baseUrl();
  const answer = await app.page.evaluate(async (base) => {
    const response = await fetch(`${base}/v2/partitions`);
    return { status: response.status, headers: [...response.headers].flat().join(' ') };
  }, url);
  expect(answer.status).toBe(200);
  expect(answer.headers).not.toContain('Bearer');
});

test('a second launch on the same folder ends and brings the first to the front', () => {
  const executable = path.join(
    process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '',
    electronExecutable,
  );
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const second = spawnSync(executable, [root, ...sandbox], {
    env: { ...process.env, VESTIBULE_USER_DATA: app.userData },
    timeout: 20_000,
  });
  expect(second.status).toBe(0);
});

test('nothing about a patient is left in title, address, logs, settings or caches', async () => {
  const { page } = app;
  const disc = makeDisc(path.join(app.folder, 'DISC'), 3);
  await dropPaths(page, [disc.folder]);
  await page.getByRole('combobox', { name: 'Into partition' }).fill('Canaries');
  await page.getByRole('button', { name: 'Import into Canaries' }).click();
  await page.getByRole('button', { name: 'Show studies' }).click();
  await page.getByRole('button', { name: 'View images' }).click();
  await expect(page.getByTestId('viewport')).toHaveAttribute('data-state', 'ready');

  expect(await page.title()).toBe('Vestibule');
  expect(page.url()).toBe('app://local/index.html');
  for (const canary of ['Canary', 'CANARY', 'Petra', 'Müller', '1.2.826.0.1.3680043.10.9999']) {
    const found = filesContaining(app.userData, canary);
    const outside = found.filter((file) => !file.startsWith(path.join(app.userData, 'archive')));
    expect(outside).toEqual([]);
    expect(found.filter((file) => path.basename(file).includes(canary))).toEqual([]);
  }
});

test('an archive process that dies is started again and the person is told', async () => {
  const { page, electron } = app;
  await electron.evaluate(({ app: electronApp }) => {
    const archive = electronApp
      .getAppMetrics()
      .find(({ serviceName, name }) =>
        `${String(serviceName)} ${String(name)}`.includes('Vestibule archive'),
      );
    if (archive === undefined) throw new Error('no archive process');
    process.kill(archive.pid, 'SIGKILL');
  });
  await expect
    .poll(async () => page.evaluate(() => window.bridge.call('archive.status', {})))
    .toMatchObject({ state: 'running', restarts: 1 });
  await page.getByRole('button', { name: 'Partitions' }).click();
  await expect(page.getByTestId('partition-card').first()).toBeVisible();
});

// In a launch of its own: the driver goes on waiting for the navigation that never comes.
test('the window goes nowhere and opens nothing', async () => {
  const { page, electron, close } = await launch();
  const before = page.url();
  await page.evaluate(() => {
    location.href = 'https://example.org/';
  });
  const opened = await page.evaluate(() => window.open('https://example.org/'));
  expect(opened).toBeNull();
  await page.waitForTimeout(300);
  expect(page.url()).toBe(before);
  expect(electron.windows()).toHaveLength(1);
  await close();
});
