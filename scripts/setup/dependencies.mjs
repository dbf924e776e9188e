// node_modules exactly as the lock file says; nothing happens when it already is.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { run } from './command.mjs';
import { inRoot, readText, root } from './paths.mjs';
import { SetupError, say } from './say.mjs';

const stamp = inRoot('node_modules/.vestibule-lock');

export function ensureDependencies() {
  const wanted = createHash('sha256')
    .update(fs.readFileSync(inRoot('package-lock.json')))
    .update(process.versions.modules)
    .digest('hex');
  if (readText(stamp) === wanted) return;
  say('installing dependencies from the lock file');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const isDone = run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    env: { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' },
    shell: process.platform === 'win32',
  });
  if (!isDone) {
    throw new SetupError(
      'the dependencies could not be installed; is the npm registry reachable? Try: npm ci',
    );
  }
  // The `vestibule` script begins with `exec`, so that signals reach the program and not a shell; cmd has no such word.
  if (process.platform === 'win32') fs.writeFileSync(inRoot('node_modules/.bin/exec.cmd'), '@%*\r\n');
  fs.writeFileSync(stamp, wanted);
}
