// A step is scheduled, fulfilled by an import, and says with which receipt; another one is cancelled with a reason.
import { expect, test } from '@playwright/test';
import path from 'node:path';
import { makeDisc } from './disc.ts';
import {
  answerDialog,
  dropPaths,
  expectAccessible,
  launch,
  screenshot,
  temporaryFolder,
  importInto,
} from './support.ts';

test('a scheduled step is fulfilled by an import, and another is cancelled', async () => {
  const media = temporaryFolder();
  const disc = makeDisc(path.join(media, 'DISC'));
  const app = await launch();
  const { page } = app;

  await expect(page.getByRole('heading', { name: 'Nothing has come in yet' })).toBeVisible();
  // A partition comes into being with its first image or step.
  await dropPaths(page, [disc.folder]);
  await page.getByRole('combobox', { name: 'Into partition' }).fill('Ortho');
  await importInto(page, 'Ortho');
  const result = page.getByRole('dialog', { name: 'Import of DISC' });
  await result.getByRole('button', { name: 'Close' }).last().click();

  await page.getByRole('button', { name: 'Worklist' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing is scheduled here' })).toBeVisible();
  await expectAccessible(page);
  for (const title of ['Import of the disc', 'Import of the other disc']) {
    await page.getByRole('button', { name: 'Schedule a step' }).click();
    await page.getByLabel('Title').fill(title);
    await page.getByLabel('Family name').fill('Canary');
    await page.getByLabel('Given name').fill('Petra');
    await page.getByLabel('Patient ID').fill('CAN-1');
    await page.getByLabel('Born').fill('1970-01-31');
    if (title === 'Import of the disc') {
      await screenshot(page, 'worklist-new-step');
      await expectAccessible(page);
    }
    await page.keyboard.press('Enter');
    await expect(page.getByRole('row').filter({ hasText: title })).toContainText('Scheduled');
  }
  await screenshot(page, 'worklist');
  await expectAccessible(page);

  const first = page.getByRole('row').filter({ hasText: 'Import of the disc' });
  await answerDialog(app.electron, [disc.folder]);
  await first.getByRole('button', { name: 'Import medium…' }).click();
  await expect(page.getByRole('dialog')).toContainText(
    'For the scheduled step “Import of the disc”',
  );
  await screenshot(page, 'worklist-import');
  await importInto(page, 'Ortho');
  await page
    .getByRole('dialog', { name: 'Import of DISC' })
    .getByRole('button', { name: 'Close' })
    .last()
    .click();
  await page.getByLabel('Open steps only').uncheck();
  await expect(first).toContainText('Completed');
  await expect(first).toContainText('receipt 000002');

  const second = page.getByRole('row').filter({ hasText: 'Import of the other disc' });
  await second.getByRole('button', { name: 'Cancel step…' }).click();
  await page.getByLabel('Reason').fill('The patient did not come');
  await page.getByRole('button', { name: 'Cancel step', exact: true }).click();
  await expect(second).toContainText('Cancelled');
  await expect(second).toContainText('The patient did not come');
  await screenshot(page, 'worklist-ended');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Switch theme' }).click();
  await screenshot(page, 'worklist-light');
  await app.close();
});
