// Correcting a patient's details: seen before, done at once, the original one click away.
import { expect, test } from '@playwright/test';
import path from 'node:path';
import { makeDisc } from './disc.ts';
import {
  dropPaths,
  expectAccessible,
  launch,
  screenshot,
  temporaryFolder,
  importInto,
} from './support.ts';

test('patient details are corrected and the originals are kept', async () => {
  const disc = makeDisc(path.join(temporaryFolder(), 'DISC'));
  const app = await launch();
  const { page } = app;
  await page.getByRole('button', { name: 'Name a partition' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Ortho-2024');
  await page.getByRole('button', { name: 'Use this name' }).click();
  await dropPaths(page, [disc.folder]);
  await importInto(page, 'Ortho-2024');
  const result = page.getByRole('dialog', { name: 'Import of DISC' });
  await expect(result).toContainText(`${String(disc.instances)} of ${String(disc.instances)}`);
  await result.getByRole('button', { name: 'Show studies' }).click();

  const grid = page.getByRole('grid', { name: 'Studies' });
  await grid.getByRole('row').filter({ hasText: 'Canary, Petra' }).click();
  await page.getByRole('button', { name: 'Correct patient details…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Correct patient details' });
  await expect(dialog.getByText('Nothing is changed yet')).toBeVisible();
  await expect(dialog.getByLabel('Patient name')).toHaveValue(/\^/);
  await expect(dialog.getByRole('button', { name: /^Correct 48 images/ })).toBeDisabled();
  await screenshot(page, '20-correct-nothing');

  await dialog.getByLabel('Birth date').fill('01.02.1970');
  await expect(dialog.getByText(/YYYYMMDD/)).toBeVisible();
  await expect(dialog.getByRole('button', { name: /^Correct 48 images/ })).toBeDisabled();
  await dialog.getByLabel('Birth date').fill('19700201');
  await dialog.getByLabel('Patient name').fill('Tester^Theodora');
  await dialog.getByLabel('Patient ID').fill('LOCAL-4711');
  await expect(dialog.getByRole('table').getByRole('row')).toHaveCount(4);
  await screenshot(page, '21-correct-changes');
  await expectAccessible(page);

  await dialog.getByRole('button', { name: 'Correct 48 images' }).click();
  await expect(dialog.getByText('48 images are corrected. The originals are kept.')).toBeVisible();
  await screenshot(page, '22-correct-done');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Done' }).click();

  await expect(grid.getByRole('row').filter({ hasText: 'Tester, Theodora' })).toBeVisible();
  await expect(grid.getByRole('row').filter({ hasText: 'Canary, Petra' })).toHaveCount(0);
  await grid.getByRole('row').filter({ hasText: 'Tester, Theodora' }).click();
  const detail = page.getByRole('complementary', { name: 'Study in focus' });
  await expect(detail.getByText(/^Corrected/)).toBeVisible();
  await detail.getByRole('button', { name: 'Show original' }).click();
  await expect(detail.getByRole('row').filter({ hasText: 'Patient ID' })).toContainText(
    'LOCAL-4711',
  );
  await expect(detail.getByRole('row').filter({ hasText: 'Patient name' })).toContainText('Petra');
  await screenshot(page, '23-corrected');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Switch theme' }).click();
  await screenshot(page, '24-corrected-light');
  await expectAccessible(page);
  await app.close();
});
