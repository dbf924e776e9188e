import { describe, expect, it } from 'vitest';
import { isForArchive } from '../../../main/shell/archive-requests.ts';

const archive = 'http://127.0.0.1:4711';
const page = { origin: 'app://local', parent: null };

describe('a request of the window', () => {
  it('by our page to the archive is let through', () => {
    expect(isForArchive({ url: `${archive}/v2/partitions`, frame: page }, archive)).toBe(true);
  });

  it.each([
    'http://127.0.0.1:4712/v2/partitions',
    'http://127.0.0.1/v2/partitions',
    'http://localhost:4711/v2/partitions',
    'http://127.0.0.1:4711@example.org/',
    'http://127.0.0.1:4711.example.org/',
    'https://127.0.0.1:4711/v2/partitions',
    'ws://127.0.0.1:4711/',
    'not a url',
  ])('to anything but the exact origin is not: %s', (url) => {
    expect(isForArchive({ url, frame: page }, archive)).toBe(false);
  });

  it.each([
    undefined,
    null,
    { origin: 'null', parent: null },
    { origin: 'https://example.org', parent: null },
    { origin: 'app://elsewhere', parent: null },
    { origin: 'app://local', parent: {} },
  ])('of nobody, another page or a frame within is not: %j', (frame) => {
    expect(isForArchive({ url: `${archive}/v2/partitions`, frame }, archive)).toBe(false);
  });

  it('leads nowhere while the archive is not running', () => {
    expect(isForArchive({ url: `${archive}/v2/partitions`, frame: page })).toBe(false);
    expect(isForArchive({ url: 'not a url', frame: page })).toBe(false);
  });
});
