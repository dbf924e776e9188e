// Builds only when a source is newer than the last build, or part of that build is gone.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { say } from './say.mjs';

const stamp = inRoot('out/.built');
const sources = ['app', 'main', 'renderer', 'scripts/build.mjs', 'package-lock.json'];
const results = [
  'main/index.js',
  'main/archive-process.js',
  'main/cli.js',
  'main/worker.js',
  'preload/preload.cjs',
  'renderer/index.html',
];

export async function ensureBuilt() {
  if (isBuilt()) return;
  say('building');
  const startedAt = new Date();
  const { build } = await import('../build.mjs');
  await build();
  fs.writeFileSync(stamp, '');
  // What is edited during the build is newer than it.
  fs.utimesSync(stamp, startedAt, startedAt);
}

function isBuilt() {
  if (!fs.existsSync(stamp)) return false;
  if (!results.every((result) => fs.existsSync(inRoot('out', result)))) return false;
  return newest(sources.map((source) => inRoot(source))) <= fs.statSync(stamp).mtimeMs;
}

function newest(files) {
  let latest = 0;
  for (const file of files) {
    const stats = fs.statSync(file);
    const within = stats.isDirectory()
      ? newest(fs.readdirSync(file).map((name) => path.join(file, name)))
      : 0;
    latest = Math.max(latest, stats.mtimeMs, within);
  }
  return latest;
}
