// From starting the process to the first contentful paint of the window, and to the archive answering.
import { _electron } from '@playwright/test';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';

const runs = 5;
const root = path.resolve(import.meta.dirname, '../..');

interface Start {
  readonly paintMs: number;
  readonly archiveMs: number;
}

async function startOnce(userData: string): Promise<Start> {
  const startedAt = Date.now();
  const app = await _electron.launch({
    args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...(process.env as Record<string, string>), VESTIBULE_USER_DATA: userData },
  });
  const page = await app.firstWindow();
  await page.getByRole('heading', { level: 1 }).waitFor();
  const archiveMs = Date.now() - startedAt;
  const paintedAt = await page.evaluate(
    () =>
      performance.timeOrigin +
      (performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN),
  );
  await app.close();
  return { paintMs: paintedAt - startedAt, archiveMs };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

it('starts cold', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-start-'));
  const starts: Start[] = [];
  for (let run = 0; run < runs; run++) starts.push(await startOnce(path.join(folder, String(run))));
  const paintMs = median(starts.map((start) => start.paintMs));
  const archiveMs = median(starts.map((start) => start.archiveMs));
  process.stdout.write(
    `cold start, median of ${String(runs)} fresh profiles: first paint ${paintMs.toFixed(0)} ms, ` +
      `archive answering ${archiveMs.toFixed(0)} ms\n`,
  );
  expect(Number.isFinite(paintMs)).toBe(true);
}, 120_000);
