// What came in is found again, with a receipt that can be taken along.
import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { makeDisc } from './disc.ts';
import { dropPaths, expectAccessible, launch, screenshot, temporaryFolder } from './support.ts';

test('an import is found again by the patient, and its receipt is saved', async () => {
  const media = temporaryFolder();
  const disc = makeDisc(path.join(media, 'DISC'));
  const app = await launch();
  const { page } = app;
  await page.getByRole('button', { name: 'Imports', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'No import yet' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Partitions', exact: true }).click();

  await page.getByRole('button', { name: 'Name a partition' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Ortho');
  await page.getByRole('button', { name: 'Use this name' }).click();
  for (let round = 1; round <= 2; round += 1) {
    await dropPaths(page, [disc.folder]);
    await page.getByRole('button', { name: 'See what is on it' }).click();
    const preview = page.getByRole('dialog', { name: 'On DISC' });
    const { instances } = disc;
    await expect(preview.locator('form > [class*="verdicts"]')).toHaveText(
      round === 1 ? `${String(instances)} new` : `${String(instances)} already here`,
    );
    if (round === 2) await expect(preview).toContainText('into Ortho (receipt 000001)');
    await screenshot(page, `19-preview-${String(round)}`);
    await preview.getByLabel('I have checked whose images these are').check();
    await preview.getByRole('button', { name: 'Import into Ortho' }).click();
    const result = page.getByRole('dialog', { name: 'Import of DISC' });
    await expect(result).toContainText(`${String(disc.instances)} of ${String(disc.instances)}`);
    await expect(result.getByRole('button', { name: 'Receipt' })).toBeVisible();
    if (round === 1) await result.getByRole('button', { name: 'Show studies' }).click();
    else await result.getByRole('button', { name: 'Receipt' }).click();
  }

  const receipt = page.getByRole('dialog', { name: 'Import receipt 000002' });
  await expect(receipt).toContainText('Every DICOM file of the medium is in.');
  await expect(receipt).toContainText('here already');
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  await page.getByRole('searchbox', { name: 'Patient, ID or medium' }).fill('jorg muller');
  await expect(page.getByRole('row')).toHaveCount(3);
  await page.getByRole('searchbox', { name: 'Patient, ID or medium' }).fill('nobody');
  await expect(page.getByRole('heading', { name: 'No import of this name' })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Patient, ID or medium' }).fill('disc');
  await expect(page.getByRole('row')).toHaveCount(3);
  await screenshot(page, '20-history');
  await expectAccessible(page);

  await page.getByRole('button', { name: '000001' }).focus();
  await page.keyboard.press('Enter');
  const first = page.getByRole('dialog', { name: 'Import receipt 000001' });
  await expect(first).toContainText('Canary, Petra');
  await screenshot(page, '21-receipt');
  await expectAccessible(page);

  for (const format of ['pdf', 'html'] as const) {
    const target = path.join(media, `receipt.${format}`);
    await app.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, target);
    await first.getByRole('button', { name: `Save as ${format.toUpperCase()}` }).click();
    await expect.poll(() => fs.existsSync(target)).toBe(true);
    await expect(first.getByRole('status')).toContainText('Saved.');
  }
  expect(fs.readFileSync(path.join(media, 'receipt.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
  expect(fs.readFileSync(path.join(media, 'receipt.html'), 'utf8')).toContain('Canary, Petra');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '000001' }).click();
  await first.getByRole('button', { name: 'Undo import…' }).click();
  const undo = page.getByRole('dialog', { name: 'Undo this import' });
  await screenshot(page, '23-undo');
  await expectAccessible(page);
  await undo.getByRole('button', { name: `Remove ${String(disc.instances)} images` }).click();
  await expect(undo).toContainText(`${String(disc.instances)} images were removed from Ortho.`);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Switch theme' }).click();
  await page.getByRole('button', { name: '000002' }).click();
  await expect(page.getByRole('dialog')).toContainText('Canary, Petra');
  await screenshot(page, '22-receipt-other-theme');
  await expectAccessible(page);
  fs.cpSync(media, path.join('test-results', 'receipt-files'), { recursive: true });
  await app.close();
});
