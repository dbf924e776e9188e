import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { SetupError, say } from './say.mjs';

/** Runs a command with its output on stderr; returns whether it succeeded. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { stdio: ['ignore', 2, 2], ...options });
  return result.status === 0;
}

/** Runs a command that says nothing to the person. */
export const isSuccess = (command, args, options = {}) =>
  run(command, args, { stdio: 'ignore', ...options });

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

/**
 * Installs Debian packages, or says the exact command that a person with the right can run. A package may be
 * given as several names, of which this release knows one.
 */
export function aptInstall(wanted, purpose) {
  if (!isOnPath('apt-get')) {
    const names = wanted.map((names) => [names].flat()[0]);
    throw new SetupError(`needed: ${purpose}. Install what corresponds to: ${names.join(' ')}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const quiet = { env, stdio: ['ignore', 'ignore', 2] };
  if (isRoot && !isUpdated) {
    say(`looking up packages for ${purpose}`);
    run('apt-get', ['update', '-qq'], quiet);
    isUpdated = true;
  }
  const packages = wanted.map((names) => knownName([names].flat(), env));
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (!isRoot) throw new SetupError(`needed: ${purpose}. Run: sudo ${command}`);
  say(`installing ${purpose} (${packages.join(', ')})`);
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  if (!run('apt-get', args, quiet)) {
    throw new SetupError(`${purpose} could not be installed; apt says why above. Run: ${command}`);
  }
}

/** A name without a candidate is unknown, or stands for several packages to choose from. */
function knownName(names, env) {
  if (names.length === 1) return names[0];
  const isKnown = (name) => /Candidate: [^(]/.test(output('apt-cache', ['policy', name], { env }));
  return names.find(isKnown) ?? names[0];
}
