// A disc that came from real devices, chosen by its DICOMDIR as people do; left out where it is not there.
import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { corpusDirectory, whenAvailable } from '../support/outside.ts';
import { dropPaths, expectAccessible, launch, screenshot, importInto } from './support.ts';

const disc = path.join(corpusDirectory, 'discs/pydicom-dicomdirtests');
const hasDisc = whenAvailable('real discs', fs.existsSync(disc));

test('a real disc, dropped by its DICOMDIR, is accounted for file by file', async () => {
  test.skip(!hasDisc, 'the collection of real discs is not here');
  const files = fs
    .readdirSync(disc, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).length;
  const app = await launch();
  const { page } = app;
  await expect(page.getByRole('heading', { name: 'Nothing has come in yet' })).toBeVisible();
  await dropPaths(page, [path.join(disc, 'DICOMDIR')]);
  await page.getByRole('combobox', { name: 'Into partition' }).fill('Real-discs');
  await importInto(page, 'Real-discs');
  const result = page.getByRole('dialog', { name: /^Import of/ });
  await expect(result.getByRole('button', { name: 'Show studies' })).toBeVisible();
  const counts = await result.locator('[data-bucket] strong').allTextContents();
  expect(counts.map(Number).reduce((sum, count) => sum + count, 0)).toBe(files);
  await screenshot(page, 'real-disc-result');

  await result.getByRole('button', { name: 'Show studies' }).click();
  const grid = page.getByRole('grid', { name: 'Studies' });
  await expect(grid.getByRole('row').nth(1)).toBeVisible();
  await screenshot(page, 'real-disc-studies');
  await expectAccessible(page);
  await grid.getByRole('row').filter({ hasText: 'Brain-MRA' }).dblclick();
  await expect(page.getByTestId('viewport')).toHaveAttribute('data-state', 'ready');
  await screenshot(page, 'real-disc-viewer');
  expect(app.complaints).toEqual([]);
  await app.close();
});
