import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { bytesText, countText, secondsText } from '../../../main/cli/format.ts';
import { createTerminal, printable } from '../../../main/cli/terminal.ts';

function screen(isTTY: boolean): NodeJS.WriteStream & { readonly text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      text += chunk.toString();
      callback();
    },
  });
  // A terminal as the command line uses one: a writable that knows its width.
  return Object.assign(stream, { isTTY, columns: 40, text: () => text }) as never;
}

describe('the terminal', () => {
  it('rewrites one progress line on a terminal and removes it before a result', () => {
    const stdout = screen(true);
    const stderr = screen(true);
    const terminal = createTerminal({ stdout, stderr });
    terminal.progress('one');
    terminal.progress(`two ${'x'.repeat(100)}`);
    terminal.line('result');
    expect(stderr.text()).toBe(`one\r\u001b[2Ktwo ${'x'.repeat(35)}\r\u001b[2K`);
    expect(stdout.text()).toBe('result\n');
  });

  it('draws no progress where nobody watches', () => {
    const stderr = screen(false);
    createTerminal({ stdout: screen(false), stderr }).progress('one');
    expect(stderr.text()).toBe('');
  });

  it('lets no name from a medium steer it', () => {
    expect(printable('a\nb\u001b[31m\u202egnp.exe\u0085')).toBe(
      'a\\u000ab\\u001b[31m\\u202egnp.exe\\u0085',
    );
    expect(printable('Müller 山田 😀')).toBe('Müller 山田 😀');
  });
});

describe('numbers for people', () => {
  it('are grouped, scaled and short', () => {
    expect(countText(1234567)).toBe('1,234,567');
    expect([0, 999, 1000, 1_550_000, 2e12, 5e15].map(bytesText)).toEqual([
      '0 B',
      '999 B',
      '1 KB',
      '1.6 MB',
      '2 TB',
      '5,000 TB',
    ]);
    expect([0.04, 12.34, 61, 3599].map(secondsText)).toEqual([
      '0 s',
      '12.3 s',
      '1 min 1 s',
      '59 min 59 s',
    ]);
  });
});
