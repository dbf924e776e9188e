// node_modules exactly as the lock file says; nothing happens when it already is.
import fs from 'node:fs';
import { isSuccess, run } from './command.mjs';
import { inRoot, readText, root } from './paths.mjs';
import { SetupError, say } from './say.mjs';

const isWindows = process.platform === 'win32';
const npm = isWindows ? 'npm.cmd' : 'npm';
const options = { cwd: root, shell: isWindows };

export function ensureDependencies() {
  if (!isInstalled()) install();
  // The `vestibule` script begins with `exec`, so that signals reach the program and not a shell; cmd has no such word.
  const exec = inRoot('node_modules/.bin/exec.cmd');
  if (isWindows && !fs.existsSync(exec)) fs.writeFileSync(exec, '@%*\r\n');
}

/** npm keeps a list of what it has put into node_modules, and writes it last. */
function isInstalled() {
  const wanted = packagesIn('package-lock.json');
  const present = packagesIn('node_modules/.package-lock.json');
  return (
    Object.keys(present).length > 0 &&
    Object.keys(present).every((name) => name in wanted) &&
    Object.entries(wanted).every(([name, { version, optional }]) =>
      name in present ? present[name].version === version : name === '' || optional === true,
    )
  );
}

function packagesIn(file) {
  return JSON.parse(readText(inRoot(file)) ?? '{}').packages ?? {};
}

function install() {
  say('installing dependencies from the lock file');
  // No package needs its install script: what has to be compiled is compiled with the flags it needs, later.
  const quick = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  const args = ['ci', '--ignore-scripts', ...quick];
  const patience = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
  const env = { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' };
  if (run(npm, [...args, ...patience], { ...options, env })) return;
  throw new SetupError(
    isSuccess(npm, ['ping', '--fetch-retries=0'], options)
      ? 'the dependencies could not be installed; npm says why above.'
      : 'the npm registry cannot be reached, so the dependencies could not be installed. ' +
          'Try again once `npm ping` answers.',
  );
}
