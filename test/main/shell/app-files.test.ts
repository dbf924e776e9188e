import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileOf } from '../../../main/shell/app-files.ts';

const folder = path.resolve('/srv/window');

describe('addresses of the window', () => {
  it('mean files below the built folder', () => {
    expect(fileOf('app://local/assets/index.js', folder)).toBe(
      path.join(folder, 'assets/index.js'),
    );
  });

  it.each([
    'app://local/',
    'app://local/..%2f..%2fetc/passwd',
    'app://local/%2e%2e/%2e%2e/etc/passwd',
    'app://local/a%00b',
    'app://local/%E0%A4%A',
    'app://elsewhere/index.html',
    'https://local/index.html',
    'file:///etc/passwd',
    'not a url',
  ])('never mean anything outside: %s', (url) => {
    const file = fileOf(url, folder);
    expect(file === undefined || file.startsWith(folder + path.sep)).toBe(true);
    expect(file ?? '').not.toContain('passwd\0');
  });

  it('do not mean a neighbour whose name begins alike', () => {
    expect(fileOf('app://local/..%2fwindow-other%2findex.js', folder)).toBeUndefined();
  });
});
