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
  /** What the page complained about; a test that expects nothing asserts that it is empty. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

interface LaunchOptions {
  /** Folder of an earlier launch, to start again on what it left. */
  readonly folder?: string;
}

export function temporaryFolder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-e2e-'));
}

export async function launch(options: LaunchOptions = {}): Promise<RunningApp> {
  const folder = options.folder ?? temporaryFolder();
  const userData = path.join(folder, 'user');
  const electron = await _electron.launch({
    args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...environment(), VESTIBULE_USER_DATA: userData },
  });
  const page = await electron.firstWindow();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await expect(page.getByRole('navigation')).toBeVisible();
  return { electron, page, folder, userData, complaints, close: () => electron.close() };
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}

/** Drops real paths onto the window, folders included, the way the file manager does. */
export async function dropPaths(page: Page, files: readonly string[]): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await cdp.send('Input.dispatchDragEvent', { type, x: 640, y: 400, data });
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

/** Files below `folder` that contain the text, as UTF-8 bytes. */
export function filesContaining(folder: string, text: string): readonly string[] {
  const needle = Buffer.from(text);
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => fs.readFileSync(file).includes(needle));
}
