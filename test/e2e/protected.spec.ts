// A protected archive is opened with its password before the import; a wrong one is said in place.
import { expect, test } from '@playwright/test';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import fs from 'node:fs';
import path from 'node:path';
import { ctImage } from '../fixtures/part10-builder.ts';
import {
  dropPaths,
  expectAccessible,
  filesContaining,
  launch,
  screenshot,
  temporaryFolder,
} from './support.ts';

const password = 'open-sesame-4711';

async function protectedArchive(): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { password, useWebWorkers: false });
  await writer.add('DICOM/IM1', new Uint8ArrayReader(ctImage({ sopInstanceUID: '2.25.1' })));
  await writer.add('DICOM/IM2', new Uint8ArrayReader(ctImage({ sopInstanceUID: '2.25.2' })));
  return writer.close();
}

test('a protected archive asks for its password, and is imported with it', async () => {
  const folder = temporaryFolder();
  const archive = path.join(folder, 'scan.zip');
  fs.writeFileSync(archive, await protectedArchive());
  const app = await launch();
  const { page } = app;
  await expect(page.getByRole('heading', { name: 'Nothing has come in yet' })).toBeVisible();
  await dropPaths(page, [archive]);
  await page.getByRole('combobox', { name: 'Into partition' }).fill('Portal');
  await page.getByRole('button', { name: 'See what is on it' }).click();
  const preview = page.getByRole('dialog', { name: 'On scan.zip' });
  const field = preview.getByLabel('Password');
  await expect(field).toBeFocused();
  await expect(preview.getByRole('button', { name: 'Import into Portal' })).toBeDisabled();
  await screenshot(page, '33-protected');
  await expectAccessible(page);

  await field.fill('wrong');
  await page.keyboard.press('Enter');
  await expect(preview).toContainText('The password does not open 2 files');
  await screenshot(page, '34-wrong-password');
  await expectAccessible(page);

  await preview.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await expect(preview).toContainText('2 new');
  await preview.getByRole('button', { name: 'Import into Portal' }).click();
  await expect(page.getByRole('dialog', { name: 'Import of scan.zip' })).toContainText('2 of 2');
  await app.close();
  expect(filesContaining(app.userData, password)).toEqual([]);
});
