// What is shipped, started as a person would start it: it paints, opens its index, and its fuses are set.
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { chromium, expect, test, type Page } from '@playwright/test';
import fs from 'node:fs';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { makeDisc } from './disc.ts';
import { dropPaths, root, screenshot, temporaryFolder, importInto } from './support.ts';

const executables: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux-unpacked/vestibule',
  win32: 'win-unpacked/Vestibule.exe',
  darwin: 'mac/Vestibule.app/Contents/MacOS/Vestibule',
};
const executable = path.join(root, 'dist', executables[process.platform] ?? '');

/** Bytes of the fuse wire: ASCII `0` and `1`. */
const off = 0x30;
const on = 0x31;

const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** Inspecting is fused off, so the test attaches to the page through Chromium's own port. */
async function attach(child: ChildProcess): Promise<Page> {
  const endpoint = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [, found] = /DevTools listening on (ws:\S+)/.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`ended with ${String(code)}: ${text}`)));
  });
  const browser = await chromium.connectOverCDP(endpoint);
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('no window');
  return context.pages()[0] ?? (await context.waitForEvent('page'));
}

/** One file for each kind of codec that is loaded from the package. */
const compressed = ['jpeg2000-12.dcm', 'htj2k-rgb.dcm', 'jpeg-ls-16.dcm'];

/** Stores the file in a partition of its own and asks for its picture: a codec has to be found and run for it. */
async function thumbnailStatus(page: Page, baseUrl: string, file: string): Promise<number> {
  const base64 = fs.readFileSync(path.join(root, 'test/fixtures/pixels', file), 'base64');
  return page.evaluate(
    async ({ partition, text }) => {
      const body = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      const headers = { 'Content-Type': 'application/dicom', Accept: 'application/dicom+json' };
      const stored = await fetch(`${partition}/studies`, { method: 'POST', headers, body });
      const outcome = (await stored.json()) as Record<
        string,
        { Value: { [tag: string]: unknown }[] }
      >;
      const [item] = outcome['00081199']?.Value ?? [];
      const { Value: [url = ''] = [] } = (item?.['00081190'] ?? {}) as { Value?: string[] };
      return (await fetch(`${url}/thumbnail`)).status;
    },
    { partition: `${baseUrl}/v2/partitions/${file}`, text: base64 },
  );
}

test('the packaged application takes a disc in and shows it @packaged', async () => {
  const folder = temporaryFolder();
  const child = spawn(executable, [...sandbox, '--remote-debugging-port=0'], {
    env: { ...process.env, VESTIBULE_USER_DATA: folder, ELECTRON_OVERRIDE_DIST_PATH: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const page = await attach(child);
    await expect(page.getByRole('heading', { name: 'Nothing has come in yet' })).toBeVisible();
    const status = await page.evaluate(() => window.bridge.call('archive.status', {}));
    expect(status).toMatchObject({ state: 'running', restarts: 0 });

    const disc = makeDisc(path.join(folder, 'DISC'), 2);
    await dropPaths(page, [disc.folder]);
    await page.getByRole('combobox', { name: 'Into partition' }).fill('Packaged');
    await importInto(page, 'Packaged');
    const result = page.getByRole('dialog', { name: 'Import of DISC' });
    await expect(result).toContainText('6 of 6');
    await result.getByRole('button', { name: 'Show studies' }).click();
    await page.getByRole('button', { name: 'View images' }).click();
    await expect(page.getByTestId('viewport')).toHaveAttribute('data-state', 'ready');
    await screenshot(page, 'packaged');
    for (const file of compressed) {
      expect(await thumbnailStatus(page, status.baseUrl ?? '', file)).toBe(200);
    }
  } finally {
    child.kill();
  }
});

test('the packaged application cannot be turned into something else @packaged', async () => {
  const wire = await getCurrentFuseWire(executable);
  expect(wire[FuseV1Options.RunAsNode]).toBe(off);
  expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(off);
  expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(off);
  expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(on);
  expect(wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(on);
  expect(wire[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(off);

  const asNode = spawnSync(executable, [...sandbox, '--version'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', DISPLAY: '' },
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(asNode.stdout).not.toContain(process.version);
});
