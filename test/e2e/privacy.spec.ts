// After a disc came in and was looked at: nothing about its patients stands anywhere but in the archive.
import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { makeDisc } from './disc.ts';
import {
  archivePid,
  baseUrl,
  dropPaths,
  filesContaining,
  launch,
  type RunningApp,
  importInto,
} from './support.ts';

const canaries = ['Canary', 'CANARY', 'Petra', 'Müller', '1.2.826.0.1.3680043.10.9999'];

let app: RunningApp;

test.beforeAll(async () => {
  app = await launch();
  const { page } = app;
  const disc = makeDisc(path.join(app.folder, 'media', 'Canary Petra'), 3);
  await baseUrl(page);
  await dropPaths(page, [disc.folder]);
  await page.getByRole('combobox', { name: 'Into partition' }).fill('Birds');
  await importInto(page, 'Birds');
  await page.getByRole('button', { name: 'Show studies' }).click();
  await page.getByRole('button', { name: 'View images' }).click();
  await expect(page.getByTestId('viewport')).toHaveAttribute('data-state', 'ready');
});

test.afterAll(async () => {
  await app.close();
});

/** Of what lies below the launch's own folder, all but the archive, whose purpose it is to hold patients. */
function outsideArchive(what: string | Uint8Array): readonly string[] {
  const archive = path.join(app.userData, 'archive') + path.sep;
  return filesContaining(app.userData, what).filter((file) => !file.startsWith(archive));
}

test('not in the title or the address of the window', async () => {
  const title = await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getTitle(),
  );
  expect(title).toBe('Vestibule');
  expect(await app.page.title()).toBe('Vestibule');
  expect(app.page.url()).toBe('app://local/index.html');
});

test('not in logs, settings or anything Chromium keeps', () => {
  const logs = fs.readdirSync(path.join(app.userData, 'logs'));
  expect(logs).toContain('archive.log');
  for (const canary of canaries) expect(outsideArchive(canary)).toEqual([]);
});

test('not in the name of any file', () => {
  const names = fs.readdirSync(app.userData, { recursive: true, encoding: 'utf8' });
  for (const canary of canaries) {
    expect(names.filter((name) => name.includes(canary))).toEqual([]);
  }
});

test('not in what the processes were started with', async () => {
  test.skip(process.platform !== 'linux', 'only Linux shows it as files');
  for (const pid of [app.electron.process().pid ?? 0, await archivePid(app.electron)]) {
    const started = fs.readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8');
    for (const canary of canaries) expect(started).not.toContain(canary);
  }
});

test('log lines are numbers and words of our own, each of them allowed', () => {
  const file = path.join(app.userData, 'logs', 'archive.log');
  const lines = fs.readFileSync(file, 'utf8').trim().split('\n');
  const events = lines.map((line) => JSON.parse(line) as { event: string });
  expect(events.map(({ event }) => event)).toContain('http.answered');
  expect(lines.filter((line) => line.includes('withheld'))).toEqual([]);
});

test('no image reaches a disk cache', async () => {
  const { page, electron } = app;
  const session = await electron.evaluate(({ BrowserWindow }) => {
    const used = BrowserWindow.getAllWindows()[0]?.webContents.session;
    return { isPersistent: used?.isPersistent(), storagePath: used?.storagePath };
  });
  expect(session).toEqual({ isPersistent: false, storagePath: null });

  const images = await page.evaluate(async () => {
    const shown = performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((url) => /^http:.*\/(thumbnail|rendered|frames)\b/.test(url));
    return Promise.all(
      shown.map(async (url) => [...new Uint8Array(await (await fetch(url)).arrayBuffer())]),
    );
  });
  expect(images.length).toBeGreaterThan(0);
  for (const image of images) {
    const bytes = Uint8Array.from(image);
    expect(bytes.length).toBeGreaterThan(200);
    // From its middle, where the pixels are: headers are alike in every image.
    const middle = Math.floor(bytes.length / 2);
    expect(outsideArchive(bytes.subarray(middle, middle + 64))).toEqual([]);
  }
});
