import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openRotatingFile } from '../../../main/log/rotating-file.ts';

const folders: string[] = [];

function logFile(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-log-'));
  folders.push(folder);
  return path.join(folder, 'logs', 'vestibule.log');
}

afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true });
});

const text = (file: string) => fs.readFileSync(file, 'utf8');

describe('a log file', () => {
  it('goes on where an earlier launch left off', () => {
    const file = logFile();
    openRotatingFile(file, 1000).write('one\n');
    openRotatingFile(file, 1000).write('two\n');
    expect(text(file)).toBe('one\ntwo\n');
  });

  it('never grows beyond its bound, and one older file is kept', () => {
    const file = logFile();
    const log = openRotatingFile(file, 10);
    for (const line of ['11111\n', '22222\n', '33333\n']) log.write(line);
    expect(text(file)).toBe('33333\n');
    expect(text(file.replace('.log', '.1.log'))).toBe('22222\n');
    expect(fs.readdirSync(path.dirname(file))).toHaveLength(2);
  });

  it('is for its owner alone', () => {
    const file = logFile();
    openRotatingFile(file, 1000).write('one\n');
    if (process.platform === 'win32') return;
    expect(fs.statSync(file).mode & 0o077).toBe(0);
    expect(fs.statSync(path.dirname(file)).mode & 0o077).toBe(0);
  });

  it('that cannot be written stops nobody, and says how many lines are missing', () => {
    const file = logFile();
    const log = openRotatingFile(file, 8);
    log.write('1234567\n');
    // The folder is in the way of the name the full file would get.
    const older = file.replace('.log', '.1.log');
    fs.mkdirSync(path.join(older, 'in the way'), { recursive: true });
    log.write('lost 1\n');
    log.write('lost 2\n');
    fs.rmSync(older, { recursive: true });
    log.write('there\n');
    expect(text(older)).toContain('{"event":"log.lost","count":2}');
    expect(text(file)).toBe('there\n');
  });
});
