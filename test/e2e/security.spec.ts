// The renderer is hostile: what a page that somebody else controls cannot do.
import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { dropPaths, launch, temporaryFolder, type RunningApp } from './support.ts';

let app: RunningApp;

test.beforeAll(async () => {
  app = await launch({ mayComplain: true });
  await expect(app.page.getByRole('heading', { name: 'Nothing has come in yet' })).toBeVisible();
});

test.afterAll(async () => {
  await app.close();
});

/** `accepted`, or how the call was refused. */
function attempt(channel: string, request: unknown): Promise<string> {
  return app.page.evaluate(
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

test('the bridge is three functions and gives nothing else away', async () => {
  const names = await app.page.evaluate(() => Object.keys(window.bridge).sort());
  expect(names).toEqual(['call', 'on', 'registerFiles']);
  const ended = await app.page.evaluate(() => {
    const on = window.bridge.on as (name: string, listener: () => void) => () => unknown;
    const end = on('job.changed', () => undefined);
    return [typeof end, typeof end()];
  });
  expect(ended).toEqual(['function', 'undefined']);
});

test('events that are none of the contract cannot be listened to', async () => {
  const ended = await app.page.evaluate(() => {
    const on = window.bridge.on as (name: string, listener: () => void) => () => unknown;
    const end = on('ELECTRON_BROWSER_SANDBOX_LOAD', () => undefined);
    return typeof end();
  });
  expect(ended).toBe('undefined');
});

test('calls that break the contract are refused before any handler runs', async () => {
  expect(await attempt('settings.update', { theme: 'pink' })).toContain('InvalidRequest');
  expect(
    await attempt('job.start', { kind: 'import', mediaId: 'no-such', partitionName: 'a/b' }),
  ).toContain('InvalidRequest');
  expect(await attempt('no.such.channel', {})).not.toBe('accepted');
});

test('the page cannot name a path of the machine, to read from or to write to', async () => {
  expect(await attempt('media.register', { paths: ['/etc'] })).toContain('Forbidden');
  const sly = await app.page.evaluate(async () => {
    const twoFaced = { toString: () => 'media.register' };
    const call = window.bridge.call as (name: unknown, request: unknown) => Promise<unknown>;
    return call(twoFaced, { paths: ['/etc'] }).then(
      () => 'accepted',
      () => 'refused',
    );
  });
  expect(sly).toBe('refused');
  const forged = await app.page.evaluate(() =>
    window.bridge.registerFiles([new File(['x'], '/etc/passwd')]).then(
      () => 'accepted',
      (error: unknown) => (error as Error).message,
    ),
  );
  expect(forged).toContain('InvalidRequest');
});

test('what was dropped to be read cannot be chosen to be written to', async () => {
  const folder = temporaryFolder();
  await app.page.evaluate(() => {
    window.addEventListener('drop', (event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      void window.bridge.registerFiles(files).then(({ id }) => {
        document.documentElement.dataset['dropped'] = id;
      });
    });
  });
  await dropPaths(app.page, [folder]);
  const html = app.page.locator('html');
  await expect(html).toHaveAttribute('data-dropped', /-/);
  const destinationId = await html.getAttribute('data-dropped');
  const studyInstanceUIDs = ['1.2.3'];
  const request = { kind: 'export', partitionName: 'X', studyInstanceUIDs, destinationId };
  expect(await attempt('job.start', request)).toContain('SourceUnreadable');
  await app.page.keyboard.press('Escape');
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

test('every file comes with the strict policy and is not kept', async () => {
  const headers = await app.page.evaluate(async () =>
    Object.fromEntries((await fetch('app://local/index.html')).headers),
  );
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['content-security-policy']?.split('; ').sort()).toEqual([
    "base-uri 'none'",
    "connect-src 'self' http://127.0.0.1:*",
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src 'self' blob: data: http://127.0.0.1:*",
    "object-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "worker-src 'self'",
  ]);
});

test('no permission is granted, whether asked about or asked for', async () => {
  const answers = await app.page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[];
    const states = await Promise.all(
      names.map(async (name) => (await navigator.permissions.query({ name })).state),
    );
    const asked = await Promise.allSettled([
      navigator.mediaDevices.getUserMedia({ video: true, audio: true }),
      navigator.mediaDevices.getDisplayMedia(),
      navigator.clipboard.readText(),
      new Promise((resolve, reject) => {
        navigator.geolocation.getCurrentPosition(resolve, reject);
      }),
    ]);
    const notifications = await Notification.requestPermission();
    return [...states, ...asked.map(({ status }) => status), notifications];
  });
  expect(answers).toEqual([
    ...Array<string>(4).fill('denied'),
    ...Array<string>(4).fill('rejected'),
    'denied',
  ]);
});

test('app:// serves the built files and nothing outside them', async () => {
  const statuses = await app.page.evaluate(async () => {
    const tries = [
      'app://local/index.html',
      'app://local/',
      'app://local/assets',
      'app://local/no-such-file.js',
      'app://local/../main/index.js',
      'app://local/%2e%2e/main/index.js',
      'app://local/..%2fmain%2findex.js',
      'app://elsewhere/index.html',
    ];
    const answers = await Promise.allSettled(tries.map((url) => fetch(url)));
    return answers.map((one) => (one.status === 'fulfilled' ? one.value.status : 'failed'));
  });
  expect(statuses).toEqual([200, 404, 404, 404, 404, 404, 404, 'failed']);
});

test('frames, webviews, workers of others and downloads do not come to be', async () => {
  await app.electron.evaluate(({ BrowserWindow }) => {
    const session = BrowserWindow.getAllWindows()[0]?.webContents.session;
    session?.on('will-download', (event) => {
      (globalThis as { downloads?: boolean[] }).downloads = [event.defaultPrevented];
    });
  });
  const found = await app.page.evaluate(async () => {
    const frame = document.createElement('iframe');
    frame.src = 'app://local/index.html';
    const webview = document.createElement('webview');
    webview.setAttribute('src', 'https://example.org/');
    document.body.append(frame, webview);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['pixels']));
    link.download = 'patient.png';
    link.click();
    const worker = await new Promise((resolve) => {
      try {
        new Worker(URL.createObjectURL(new Blob(['1']))).onerror = () => resolve('blocked');
      } catch {
        resolve('blocked');
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const isFrameEmpty = frame.contentDocument?.querySelector('nav') ?? null;
    frame.remove();
    webview.remove();
    return { worker, hasFrame: isFrameEmpty !== null, webview: 'loadURL' in webview };
  });
  expect(found).toEqual({ worker: 'blocked', hasFrame: false, webview: false });
  const others = await app.electron.evaluate(({ webContents }) => ({
    contents: webContents.getAllWebContents().length,
    downloads: (globalThis as { downloads?: boolean[] }).downloads,
  }));
  expect(others).toEqual({ contents: 1, downloads: [true] });
});

test('a file that is dropped is offered for import, never opened as a page', async () => {
  const file = path.join(temporaryFolder(), 'page.html');
  fs.writeFileSync(file, '<title>taken over</title>');
  await dropPaths(app.page, [file], { x: 60, y: 820 });
  await expect(app.page.getByRole('dialog')).toContainText('page.html');
  expect(app.page.url()).toBe('app://local/index.html');
  await app.page.keyboard.press('Escape');
});

// In a launch of its own: the driver goes on waiting for the navigation that never comes.
test('the window goes nowhere and opens nothing', async () => {
  const { page, electron, close } = await launch({ mayComplain: true });
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
