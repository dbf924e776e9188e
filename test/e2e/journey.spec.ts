// The whole way: name a partition, drop a disc, watch it come in, look at it, export it.
import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { makeDisc } from './disc.ts';
import {
  answerDialog,
  dropPaths,
  expectAccessible,
  filesContaining,
  launch,
  screenshot,
  temporaryFolder,
} from './support.ts';

test('a disc comes in, is seen, and goes out', async () => {
  const media = temporaryFolder();
  const disc = makeDisc(path.join(media, 'DISC'));
  const target = path.join(media, 'out');
  fs.mkdirSync(target);
  const app = await launch();
  const { page } = app;
  const files = disc.instances + disc.otherFiles;

  await expect(page.getByRole('heading', { name: 'Nothing has come in yet' })).toBeVisible();
  await screenshot(page, '01-first-run');
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Name a partition' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Ortho 2024');
  await expect(page.getByText('Only letters A to Z')).toBeVisible();
  await screenshot(page, '02-new-partition-refused');
  await page.getByLabel('Name', { exact: true }).fill('Ortho-2024');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Use this name' }).click();
  await expect(page.getByTestId('current-partition')).toContainText('Ortho-2024');
  await screenshot(page, '03-empty-partition');

  await dropPaths(page, [disc.folder]);
  await expect(page.getByRole('dialog')).toContainText('DISC');
  await screenshot(page, '04-confirm-import');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'See what is on it' }).click();
  const preview = page.getByRole('dialog', { name: 'On DISC' });
  await expect(preview.getByText('There are 2 patients on this medium.')).toBeVisible();
  await expect(preview.getByText('Canary, Petra')).toBeVisible();
  await expect(preview.getByRole('button', { name: 'Import into Ortho-2024' })).toBeDisabled();
  await screenshot(page, '04-preview');
  await expectAccessible(page);
  await preview.getByLabel('I have checked whose images these are').check();
  await preview.getByRole('button', { name: 'Import into Ortho-2024' }).click();

  const result = page.getByRole('dialog', { name: 'Import of DISC' });
  await expect(result).toContainText(`${String(disc.instances)} of ${String(disc.instances)}`);
  await expect(result.locator('[data-bucket="notDicom"]')).toContainText(String(disc.otherFiles));
  await screenshot(page, '05-import-result');
  await expectAccessible(page);
  await result.getByRole('button', { name: 'Show studies' }).click();

  const grid = page.getByRole('grid', { name: 'Studies' });
  await expect(grid.getByRole('row').filter({ hasText: 'Canary, Petra' })).toBeVisible();
  await expect(grid.getByRole('row').filter({ hasText: 'Müller, Jörg' })).toBeVisible();
  await grid.getByRole('row').filter({ hasText: 'Canary, Petra' }).click();
  await expect(page.locator('[data-testid="series"] [data-state="shown"] img')).toHaveCount(2);
  await page.getByRole('button', { name: 'Instances of the series' }).first().click();
  await expect(page.getByTestId('instance')).toHaveCount(24);
  await expect(page.locator('[data-testid="instance"] [data-state="shown"]').first()).toBeVisible();
  await screenshot(page, '06-studies');
  await expectAccessible(page);

  await grid.getByRole('row').filter({ hasText: 'Canary, Petra' }).focus();
  await page.keyboard.press('Enter');
  const viewport = page.getByTestId('viewport');
  await expect(viewport).toHaveAttribute('data-state', 'ready');
  await expect(viewport).toHaveAccessibleName(/Image 1 of 24, window 400 level 40/);
  await screenshot(page, '07-viewer');
  await viewport.focus();
  await page.keyboard.press('Control+ArrowDown');
  await expect(viewport).toHaveAccessibleName(/Image 11 of 24/);
  await page.keyboard.press('6');
  await expect(viewport).toHaveAccessibleName(/window 2000 level 350/);
  await page.getByRole('button', { name: 'Attributes' }).click();
  await expect(page.getByRole('rowheader').filter({ hasText: 'PatientName' })).toBeVisible();
  await screenshot(page, '08-viewer-attributes');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Studies' }).first().click();

  await grid.getByRole('row').filter({ hasText: 'Canary, Petra' }).click();
  await page.getByRole('button', { name: 'Export 1 study' }).click();
  await answerDialog(app.electron, [target]);
  await page.getByRole('button', { name: 'Choose folder…' }).click();
  await screenshot(page, '09-export');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Export 1 study' }).click();
  await expect(page.getByRole('dialog')).toContainText(
    '48 files, 6.33 MB. Each one was read again',
  );
  await screenshot(page, '10-export-done');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

  const exported = fs
    .readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile());
  expect(exported).toHaveLength(48);

  await page.getByRole('button', { name: 'Partitions' }).click();
  await expect(page.getByTestId('partition-card')).toContainText('Ortho-2024');
  await screenshot(page, '11-home');
  await page.getByRole('button', { name: 'Switch theme' }).click();
  await screenshot(page, '12-home-light');
  await expectAccessible(page);

  expect(app.complaints).toEqual([]);
  await app.close();
  expect(files).toBe(75);
  for (const canary of ['Canary', 'CANARY', 'Petra']) {
    const outside = filesContaining(app.userData, canary).filter(
      (file) => !file.includes(`${path.sep}archive${path.sep}`),
    );
    expect(outside).toEqual([]);
  }
});
