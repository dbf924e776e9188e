// Starting twice, dying, quitting, and what the next launch finds.
import { chromium, expect, test } from '@playwright/test';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { electronExecutable } from '../../scripts/setup/electron-runtime.mjs';
import { makeDisc } from './disc.ts';
import {
  answerMessages,
  archivePid,
  baseUrl,
  dropPaths,
  expectAccessible,
  launch,
  root,
  sandboxSwitches,
  screenshot,
  temporaryFolder,
  type RunningApp,
  importInto,
} from './support.ts';

function executable(): string {
  return path.join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '', electronExecutable);
}

function devToolsEndpoint(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [, found] = /DevTools listening on (ws:\S+)/.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${String(code)}: ${text}`)));
  });
}

async function headingsOf(endpoint: string): Promise<readonly string[]> {
  const browser = await chromium.connectOverCDP(endpoint);
  const [page] = browser.contexts()[0]?.pages() ?? [];
  const headings = await page
    ?.locator('h1, h2')
    .allTextContents()
    .catch((error: unknown) => [String(error)]);
  await browser.close();
  return headings ?? [];
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

function whenEnded(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}

/** Until files are being stored; long enough a disc for something to happen meanwhile. */
async function startLongImport({ page, folder }: RunningApp): Promise<void> {
  const disc = makeDisc(path.join(folder, 'DISC'), 150);
  await dropPaths(page, [disc.folder]);
  await page.getByRole('combobox', { name: 'Into partition' }).fill('Ortho');
  await importInto(page, 'Ortho');
  await expect
    .poll(async () => (await page.evaluate(() => window.bridge.call('job.list', {})))[0], {
      intervals: [20],
    })
    .toMatchObject({ state: 'running', phase: 'storing' });
}

test('a second launch on the same folder ends and brings the first to the front', async () => {
  const app = await launch();
  await app.electron.evaluate(({ app: first }) => {
    first.on('second-instance', () => {
      (globalThis as { called?: number }).called = 1;
    });
  });
  const second = spawnSync(executable(), [root, ...sandboxSwitches], {
    env: { ...process.env, VESTIBULE_USER_DATA: app.userData },
    timeout: 20_000,
  });
  expect(second.status).toBe(0);
  const called = () => app.electron.evaluate(() => (globalThis as { called?: number }).called ?? 0);
  await expect.poll(called).toBe(1);
  expect(app.electron.windows()).toHaveLength(1);
  await app.close();
});

test('an archive process that dies is started again, and its import is reported as stopped', async () => {
  const app = await launch({ mayComplain: true });
  const { page, electron } = app;
  await startLongImport(app);
  process.kill(await archivePid(electron), 'SIGKILL');
  const status = () => page.evaluate(() => window.bridge.call('archive.status', {}));
  await expect.poll(status).toMatchObject({ state: 'running', restarts: 1 });

  const result = page.getByRole('dialog', { name: 'Import of DISC' });
  await expect(result).toContainText('The import stopped. The archive stopped unexpectedly.');
  await screenshot(page, 'archive-died');
  const jobs = await page.evaluate(() => window.bridge.call('job.list', {}));
  expect(jobs).toMatchObject([{ state: 'failed', problem: 'ArchiveStopped' }]);
  await result.getByRole('button', { name: 'Close' }).last().click();

  // Gone on with where the dead process left it: every file is accounted for.
  await page.getByRole('button', { name: 'Partitions', exact: true }).click();
  const card = page.getByRole('region', { name: 'DISC' });
  await expect(card).toContainText('was interrupted');
  await screenshot(page, 'interrupted');
  await expectAccessible(page);
  await card.getByRole('button', { name: 'Go on…' }).click();
  await expect(page.getByRole('dialog', { name: 'Go on with DISC' })).toBeVisible();
  await screenshot(page, 'resume');
  await expectAccessible(page);
  await dropPaths(page, [path.join(app.folder, 'DISC')]);
  await expect(page.getByRole('dialog', { name: 'Import of DISC' })).toContainText('450 of 450');
  await expect(card).toBeHidden();
  await app.close();
});

test('quitting while an import runs is asked about, and not done against a no', async () => {
  const app = await launch();
  const { page, electron } = app;
  await expect(page.getByRole('heading', { name: 'Nothing has come in yet' })).toBeVisible();
  const keepRunning = await answerMessages(electron, 0);
  await startLongImport(app);
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(keepRunning).toBe(1);
  const result = page.getByRole('dialog', { name: 'Import of DISC' });
  await expect(result).toContainText('450 of 450');
  const ended = whenEnded(electron.process());
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  expect(await ended).toBe(0);
  expect(app.complaints).toEqual([]);
});

test('quitting stops a running import when the person says so', async () => {
  const app = await launch();
  const { page, electron } = app;
  await expect(page.getByRole('heading', { name: 'Nothing has come in yet' })).toBeVisible();
  await answerMessages(electron, 1);
  await startLongImport(app);
  const ended = whenEnded(electron.process());
  await electron.evaluate(({ app: first }) => first.quit());
  expect(await ended).toBe(0);

  const again = await launch({ folder: app.folder });
  expect(await baseUrl(again.page)).toContain('http://127.0.0.1:');
  await again.close();
});

test('a signal ends the application in order, so that the next launch can open the archive', async () => {
  test.skip(process.platform === 'win32', 'Windows has no signals');
  const app = await launch();
  await baseUrl(app.page);
  const archive = await archivePid(app.electron);
  const ended = whenEnded(app.electron.process());
  process.kill(app.electron.process().pid ?? 0, 'SIGTERM');
  expect(await ended).toBe(0);
  // Its number lives on until somebody has taken note of its end.
  await expect.poll(() => isThere(archive)).toBe(false);
  const log = fs.readFileSync(path.join(app.userData, 'logs', 'vestibule.log'), 'utf8');
  expect(log).not.toContain('archive.close.timeout');
  const again = await launch({ folder: app.folder });
  expect(await baseUrl(again.page)).toContain('http://127.0.0.1:');
  await again.close();
});

// Started without the driver, which would hold the new page back to attach to it first.
test('a page that dies is loaded again', async () => {
  const folder = temporaryFolder();
  const child = spawn(executable(), [root, ...sandboxSwitches, '--remote-debugging-port=0'], {
    env: { ...process.env, VESTIBULE_USER_DATA: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const endpoint = await devToolsEndpoint(child);
  const first = await chromium.connectOverCDP(endpoint);
  const [page] = first.contexts()[0]?.pages() ?? [];
  if (page === undefined) throw new Error('no page');
  await baseUrl(page);
  const crashed = new Promise((resolve) => page.once('crash', resolve));
  const cdp = await page.context().newCDPSession(page);
  await Promise.race([crashed, cdp.send('Page.crash')]);
  await first.close();

  const log = path.join(folder, 'logs', 'vestibule.log');
  await expect.poll(() => fs.readFileSync(log, 'utf8')).toContain('page.gone');
  // A driver that comes while the page is still down takes it for lost: each look is with a new one.
  await expect.poll(() => headingsOf(endpoint)).toContain('Nothing has come in yet');
  const ended = whenEnded(child);
  child.kill('SIGTERM');
  await ended;
});

test('a data directory that another program holds is told in a sentence, and tried again on demand', async () => {
  const folder = temporaryFolder();
  const data = path.join(folder, 'user', 'archive');
  const cli = path.join(root, 'out/main/cli.js');
  const other = spawn(process.execPath, [cli, 'serve', '--data', data], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve) => other.stdout.once('data', resolve));
  const app = await launch({ folder, mayComplain: true });
  const { page } = app;
  await expect(page.getByRole('alert')).toContainText('in use by another running instance');
  await screenshot(page, 'archive-in-use');
  const ended = whenEnded(other);
  other.kill('SIGTERM');
  await ended;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing has come in yet' })).toBeVisible();
  await app.close();
});

test('settings outlive the launch, and a file that cannot be read is kept aside', async () => {
  const app = await launch();
  const { page, folder } = app;
  await page.getByRole('button', { name: 'Switch theme' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  const file = path.join(app.userData, 'settings.json');
  await expect.poll(() => fs.existsSync(file) && fs.readFileSync(file, 'utf8')).toContain('light');
  await app.close();

  const again = await launch({ folder });
  await expect(again.page.locator('html')).toHaveAttribute('data-theme', 'light');
  const isDark = await again.electron.evaluate(
    ({ nativeTheme }) => nativeTheme.shouldUseDarkColors,
  );
  expect(isDark).toBe(false);
  await again.close();

  fs.writeFileSync(file, '{"theme":"light",');
  const third = await launch({ folder });
  await expect(third.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await third.close();
  const aside = file.replace('.json', '.broken.json');
  expect(fs.readFileSync(aside, 'utf8')).toBe('{"theme":"light",');
});
