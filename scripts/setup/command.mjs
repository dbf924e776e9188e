import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { SetupError, say } from './say.mjs';

/** Runs a command with its output on stderr; returns whether it succeeded. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { stdio: ['ignore', 2, 2], ...options });
  return result.status === 0;
}

/** The command's standard output, or undefined when it failed. */
export function output(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26, ...options });
  return result.status === 0 ? result.stdout : undefined;
}

export const isOnPath = (command) =>
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .some((folder) => fs.existsSync(path.join(folder, command)));

const isRoot = process.getuid?.() === 0;
let isUpdated = false;

/** Installs Debian packages, or says the exact command that a person with the right can run. */
export function aptInstall(packages, purpose) {
  const command = `apt-get install -y ${packages.join(' ')}`;
  if (!isOnPath('apt-get')) {
    throw new SetupError(`${purpose} is missing. Install the equivalent of: ${packages.join(' ')}`);
  }
  if (!isRoot) throw new SetupError(`${purpose} is missing. Run: sudo ${command}`);
  say(`installing ${purpose} (${packages.join(', ')})`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { env, stdio: ['ignore', 'ignore', 2] };
  if (!isUpdated) run('apt-get', ['update', '-qq'], quiet);
  isUpdated = true;
  if (!run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet)) {
    throw new SetupError(`${purpose} could not be installed. Run: ${command}`);
  }
}
