// An import that a person lets stand still, and goes on with.
import { expect, test } from '@playwright/test';
import path from 'node:path';
import { makeDisc } from './disc.ts';
import { dropPaths, expectAccessible, importInto, launch, screenshot } from './support.ts';

test('an import is paused and gone on with', async () => {
  const app = await launch();
  const { page, folder } = app;
  const disc = makeDisc(path.join(folder, 'DISC'), 150);
  await dropPaths(page, [disc.folder]);
  await page.getByRole('combobox', { name: 'Into partition' }).fill('Ortho');
  await importInto(page, 'Ortho');
  const jobs = () => page.evaluate(() => window.bridge.call('job.list', {}));
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect.poll(async () => (await jobs())[0]).toMatchObject({ isPaused: true });
  await expect(page.getByText('Paused. Nothing more is read until you go on.')).toBeVisible();
  await screenshot(page, 'import-paused');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Go on', exact: true }).click();
  await expect.poll(async () => (await jobs())[0]).toMatchObject({ state: 'complete' });
  await app.close();
});
