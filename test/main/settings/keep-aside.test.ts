import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../app/log.ts';
import { keepAsideIfBroken } from '../../../main/settings/keep-aside.ts';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true });
});

function settingsFile(text: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-settings-'));
  folders.push(folder);
  const file = path.join(folder, 'settings.json');
  fs.writeFileSync(file, text);
  return file;
}

describe('a settings file', () => {
  it('that parses stays where it is', () => {
    const file = settingsFile('{"theme":"light"}');
    expect(keepAsideIfBroken(file, silentLog)).toBe(false);
    expect(fs.readFileSync(file, 'utf8')).toBe('{"theme":"light"}');
  });

  it.each(['{"theme":', '{"theme":"pink"}', '{"unknown":1}', '[]'])(
    'that does not parse is kept aside whole: %s',
    (text) => {
      const file = settingsFile(text);
      expect(keepAsideIfBroken(file, silentLog)).toBe(true);
      expect(fs.existsSync(file)).toBe(false);
      expect(fs.readFileSync(file.replace('.json', '.broken.json'), 'utf8')).toBe(text);
    },
  );

  it('that does not exist is no problem', () => {
    const file = path.join(path.dirname(settingsFile('{}')), 'other.json');
    expect(keepAsideIfBroken(file, silentLog)).toBe(false);
    expect(fs.existsSync(file)).toBe(false);
  });
});
