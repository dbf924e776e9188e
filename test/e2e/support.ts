// Starts the real application on throw-away folders and drives it as a person would.
import { _electron, expect, type ElectronApplication, type Page } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');
const screens = path.join(root, 'test-results/screens');

export interface RunningApp {
  readonly electron: ElectronApplication;
  readonly page: Page;
  /** Everything this launch writes lies below. */
  readonly folder: string;
  readonly userData: string;
  /** Errors on the page's console and those nobody caught. */
  readonly complaints: readonly string[];
  /** Fails when the page complained, unless the launch allowed it. */
  close(): Promise<void>;
}

interface LaunchOptions {
  /** Folder of an earlier launch, to start again on what it left. */
  readonly folder?: string;
  /** For tests that provoke the page. */
  readonly mayComplain?: boolean;
}

const folders: string[] = [];

process.on('exit', () => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

/** Gone when the tests have ended. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-e2e-'));
  folders.push(folder);
  return folder;
}

export const sandboxSwitches = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export async function launch(options: LaunchOptions = {}): Promise<RunningApp> {
  const folder = options.folder ?? temporaryFolder();
  const userData = path.join(folder, 'user');
  const electron = await _electron.launch({
    args: [root, ...sandboxSwitches],
    env: { ...environment(), VESTIBULE_USER_DATA: userData },
  });
  const page = await electron.firstWindow();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await expect(page.getByRole('navigation')).toBeVisible();
  const close = async () => {
    await electron.close();
    if (options.mayComplain !== true) expect(complaints).toEqual([]);
  };
  return { electron, page, folder, userData, complaints, close };
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}

/** Drops real paths onto the window, folders included, the way the file manager does. */
export async function dropPaths(
  page: Page,
  files: readonly string[],
  target = { x: 640, y: 400 },
): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await cdp.send('Input.dispatchDragEvent', { type, ...target, data });
  }
  await cdp.detach();
}

/** The next system dialog answers with these paths. */
export async function answerDialog(
  electron: ElectronApplication,
  filePaths: readonly string[],
): Promise<void> {
  await electron.evaluate(({ dialog }, paths) => {
    dialog.showOpenDialog = () =>
      Promise.resolve({ canceled: paths.length === 0, filePaths: [...paths] });
  }, filePaths);
}

/** Message boxes are answered with this button from now on; returns how often one was shown so far. */
export async function answerMessages(
  electron: ElectronApplication,
  response: number,
): Promise<() => Promise<number>> {
  await electron.evaluate(({ dialog }, chosen) => {
    const counted = dialog as unknown as { shown?: number; showMessageBox: unknown };
    counted.shown = 0;
    counted.showMessageBox = () => {
      counted.shown = (counted.shown ?? 0) + 1;
      return Promise.resolve({ response: chosen, checkboxChecked: false });
    };
  }, response);
  return () => electron.evaluate(({ dialog }) => (dialog as unknown as { shown: number }).shown);
}

/** Of the archive process that runs now. */
export function archivePid(electron: ElectronApplication): Promise<number> {
  return electron.evaluate(({ app }) => {
    const archive = app
      .getAppMetrics()
      .find(({ serviceName, name }) =>
        `${String(serviceName)} ${String(name)}`.includes('Vestibule archive'),
      );
    if (archive === undefined) throw new Error('no archive process');
    return archive.pid;
  });
}

/** Of the store, once it runs. */
export async function baseUrl(page: Page): Promise<string> {
  const ask = () => page.evaluate(() => window.bridge.call('archive.status', {}));
  await expect.poll(async () => (await ask()).state).toBe('running');
  return (await ask()).baseUrl ?? '';
}

export async function screenshot(page: Page, name: string): Promise<void> {
  fs.mkdirSync(screens, { recursive: true });
  await page.screenshot({ path: path.join(screens, `${name}.png`), animations: 'disabled' });
}

/** No serious or critical violation of WCAG 2.2 A and AA on what is shown now. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .setLegacyMode(true)
    .analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
  ).toEqual([]);
}

/** Files below `folder` that contain the text in any encoding a program here writes, or the bytes. */
export function filesContaining(folder: string, what: string | Uint8Array): readonly string[] {
  const needles =
    typeof what === 'string'
      ? (['utf8', 'latin1', 'utf16le'] as const).map((encoding) => Buffer.from(what, encoding))
      : [Buffer.from(what)];
  for (let walks = 1; ; walks += 1) {
    try {
      return filesBelow(folder).filter((file) => {
        const bytes = fs.readFileSync(file);
        return needles.some((needle) => bytes.includes(needle));
      });
    } catch (error) {
      // A picture that was just made gets its name meanwhile: nothing must be left out for that.
      if (walks === 10 || !(error instanceof Error) || !error.message.startsWith('ENOENT'))
        throw error;
    }
  }
}

function filesBelow(folder: string): readonly string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** From the partition to the preview, and from there in; agrees that the patients were looked at, where asked. */
export async function importInto(page: Page, partitionName: string): Promise<void> {
  await page.getByRole('button', { name: 'See what is on it' }).click();
  const button = page.getByRole('button', { name: `Import into ${partitionName}` });
  await expect(button).toBeVisible();
  const checked = page.getByLabel('I have checked whose images these are');
  if (await checked.isVisible()) await checked.check();
  await button.click();
}
