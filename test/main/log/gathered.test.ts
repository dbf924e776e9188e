import pino from 'pino';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { gathered } from '../../../main/log/gathered.ts';

function recording() {
  const written: string[] = [];
  const destination = gathered({ write: (text) => written.push(text) });
  return {
    written,
    lines: pino({ base: null, timestamp: false, messageKey: 'event' }, destination),
  };
}

const line = (level: number, event: string) => `${JSON.stringify({ level, event })}\n`;

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
});

it('writes together what comes within a tenth of a second', () => {
  const { written, lines } = recording();
  lines.info('first');
  vi.advanceTimersByTime(60);
  lines.info('second');
  expect(written).toEqual([]);
  vi.advanceTimersByTime(40);
  expect(written).toEqual([line(30, 'first') + line(30, 'second')]);
  lines.info('third');
  vi.advanceTimersByTime(100);
  expect(written).toHaveLength(2);
});

it.each(['warn', 'error'] as const)(
  'writes a line of level %s at once, behind the others',
  (level) => {
    const { written, lines } = recording();
    lines.info('first');
    lines[level]('second');
    lines.info('third');
    expect(written).toEqual([line(30, 'first') + line(lines.levels.values[level] ?? 0, 'second')]);
    vi.advanceTimersByTime(100);
    expect(written[1]).toBe(line(30, 'third'));
  },
);

it('writes what is left when the process ends', () => {
  const before = process.listeners('exit');
  const { written, lines } = recording();
  const [atExit] = process.listeners('exit').filter((listener) => !before.includes(listener));
  lines.info('last');
  atExit?.(0);
  expect(written).toEqual([line(30, 'last')]);
});
