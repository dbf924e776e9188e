// A medium of very many small files through the window: how smoothly it paints from the drop to the end of the import,
// and how large its processes grow.
import { promises as fs } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { archivePid, baseUrl, dropPaths, launch } from '../e2e/support.ts';
import { percentile, report } from './support/figures.ts';
import { makeManyFiles } from './support/many-files.ts';
import { mostResident } from './support/resident.ts';

const files = Number(process.env['VESTIBULE_BENCH_FILES'] ?? 100_000);
const folder = resolve('out', 'bench-window');
const disc = join(folder, 'disc');

beforeAll(async () => {
  await fs.rm(folder, { recursive: true, force: true });
  await makeManyFiles(disc, files);
}, 600_000);

afterAll(() => fs.rm(folder, { recursive: true, force: true }));

/** Milliseconds between frames, from now on. */
async function watchFrames(page: Page): Promise<() => Promise<readonly number[]>> {
  await page.evaluate(() => {
    const watched = window as unknown as { frames: number[] };
    watched.frames = [];
    let before = performance.now();
    const next = (now: number): void => {
      watched.frames.push(now - before);
      before = now;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  return () => page.evaluate(() => (window as unknown as { frames: number[] }).frames.splice(0));
}

async function importEnded(page: Page): Promise<void> {
  for (;;) {
    const [job] = await page.evaluate(() => window.bridge.call('job.list', {}));
    if (job !== undefined && job.state !== 'running') {
      expect(job.state).toBe('complete');
      return;
    }
    await wait(1000);
  }
}

it(`paints while ${String(files)} files come in`, { timeout: 3_600_000 }, async () => {
  const app = await launch({ folder: join(folder, 'app') });
  const { page, electron } = app;
  await baseUrl(page);
  const frames = await watchFrames(page);
  await dropPaths(page, [disc]);
  await page.getByRole('combobox', { name: 'Into partition' }).fill('Bench');
  await page.getByRole('button', { name: 'See what is on it' }).click();
  const go = page.getByRole('button', { name: 'Import into Bench' });
  await go.waitFor({ timeout: 600_000 });
  const looking = await frames();
  await go.click();
  await importEnded(page);
  const importing = await frames();
  for (const [phase, times] of [
    ['looking', looking],
    ['importing', importing],
  ] as const) {
    report(`window, ${phase}: frames, p99 (target < 50)`, [percentile(times, 0.99)], 'ms');
    report(`window, ${phase}: frames, the longest`, [Math.max(...times)], 'ms');
    report(`window, ${phase}: frames`, [times.length], 'frames');
  }
  const main = electron.process().pid ?? 0;
  const archive = await archivePid(electron);
  report('window: most memory of the main process', [mostResident(main) ?? 0], 'MB');
  report('window: most memory of the archive (target < 500)', [mostResident(archive) ?? 0], 'MB');
  await app.close();
});
