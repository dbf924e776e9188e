// A disc whose DICOMDIR lists more than is on it: nobody may be told that everything is in.
import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { dicomdir, oneSeries } from '../fixtures/dicomdir.ts';
import { ctImage } from '../fixtures/part10-builder.ts';
import { dropPaths, expectAccessible, launch, screenshot, temporaryFolder } from './support.ts';

test('images the index of a disc names and the disc lacks are told, also by the receipt', async () => {
  const folder = path.join(temporaryFolder(), 'PARTIAL');
  fs.mkdirSync(folder);
  const images = [1, 2, 3, 4].map((number) => ({
    fileID: [`IM${String(number)}`],
    sopInstanceUID: `2.25.${String(number)}`,
    instanceNumber: number,
  }));
  fs.writeFileSync(path.join(folder, 'DICOMDIR'), dicomdir({ records: [oneSeries(images)] }));
  for (const { fileID, ...image } of images.slice(0, 2)) {
    fs.writeFileSync(path.join(folder, ...fileID), ctImage(image));
  }
  const app = await launch();
  const { page } = app;
  await expect(page.getByRole('heading', { name: 'Nothing has come in yet' })).toBeVisible();
  await dropPaths(page, [folder]);
  await page.getByRole('combobox', { name: 'Into partition' }).fill('Referral-North');
  await page.getByRole('button', { name: 'See what is on it' }).click();
  await expect(page.getByRole('dialog')).toContainText('names 2 images that are not on it.');
  await screenshot(page, '29-lacking-images-before');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Import into Referral-North' }).click();
  const result = page.getByRole('dialog', { name: 'Import of PARTIAL' });
  await expect(result).toContainText('names 2 images that are not on it.');
  await expect(result).toContainText('CT 5: 2 images, numbers 3–4');
  await screenshot(page, '30-lacking-images');
  await expectAccessible(page);

  await result.getByRole('button', { name: 'Receipt' }).click();
  const receipt = page.getByRole('dialog', { name: 'Import receipt 000001' });
  await expect(receipt).toContainText('the medium lacks images that its index names');
  await expect(receipt).toContainText('CT 5: 2 images, numbers 3–4');
  await screenshot(page, '31-lacking-images-receipt');
  await expectAccessible(page);
  await app.close();
});
