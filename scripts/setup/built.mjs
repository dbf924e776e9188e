// Builds only when a source is newer than the last build.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { say } from './say.mjs';

const stamp = inRoot('out/.built');
const sources = ['app', 'main', 'renderer', 'scripts/build.mjs', 'package-lock.json'];

export async function ensureBuilt() {
  const builtAt = fs.existsSync(stamp) ? fs.statSync(stamp).mtimeMs : 0;
  if (newest(sources.map((source) => inRoot(source))) <= builtAt) return;
  say('building');
  const { build } = await import('../build.mjs');
  await build();
  fs.writeFileSync(stamp, '');
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
