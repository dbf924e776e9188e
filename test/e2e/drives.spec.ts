// A medium in a drive is one click away from its import. The tool that lists drives is a stand-in.
import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { ctImage } from '../fixtures/part10-builder.ts';
import { expectAccessible, importInto, launch, screenshot, temporaryFolder } from './support.ts';

test('a drive is listed by its label while it is there, and taken in', async () => {
  test.skip(process.platform !== 'linux', 'the stand-in is one of Linux');
  const folder = temporaryFolder();
  const medium = path.join(folder, 'cdrom');
  fs.mkdirSync(medium);
  fs.writeFileSync(path.join(medium, 'IM1'), ctImage());
  const drive = { path: '/dev/sr9', type: 'rom', label: 'CT_2024', fstype: 'iso9660' };
  const device = { ...drive, size: 734_003_200, mountpoint: medium };
  const answer = path.join(folder, 'answer.json');
  fs.writeFileSync(answer, JSON.stringify({ blockdevices: [] }));
  const tools = path.join(folder, 'tools');
  fs.mkdirSync(tools);
  fs.writeFileSync(path.join(tools, 'lsblk'), `#!/bin/sh\ncat '${answer}'\n`, { mode: 0o755 });
  const before = process.env['PATH'] ?? '';
  process.env['PATH'] = `${tools}:${before}`;
  const app = await launch();
  process.env['PATH'] = before;
  const { page } = app;
  await expect(page.getByRole('heading', { name: 'Nothing has come in yet' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Drives' })).toHaveCount(0);

  fs.writeFileSync(answer, JSON.stringify({ blockdevices: [device] }));
  const button = page.getByRole('button', { name: 'Import CT_2024' });
  await expect(button).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('listitem').filter({ has: button })).toContainText('734 MB');
  await screenshot(page, '32-drives');
  await expectAccessible(page);
  await button.click();
  await page.getByRole('combobox', { name: 'Into partition' }).fill('Referral-South');
  await importInto(page, 'Referral-South');
  await expect(page.getByRole('dialog', { name: 'Import of cdrom' })).toContainText('1 of 1');
  await app.close();
});
