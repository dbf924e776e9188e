#!/usr/bin/env node
// Answers to the command line electron-builder gives to fpm (`-s dir -t deb`) with Debian's own dpkg-deb.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const switches = new Set(['--force', '-f', '--deb-no-default-config-files', '--verbose']);
const scripts = {
  '--after-install': 'postinst',
  '--after-remove': 'postrm',
  '--before-install': 'preinst',
  '--before-remove': 'prerm',
};

const { options, sources } = parse(process.argv.slice(2));
const one = (...names) => names.flatMap((name) => options.get(name) ?? []).at(-1);
const all = (...names) => names.flatMap((name) => options.get(name) ?? []);

if (one('-s') !== 'dir' || one('-t') !== 'deb') throw new Error('only -s dir -t deb is understood');
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'deb-'));
try {
  fs.chmodSync(root, 0o755);
  for (const source of sources) copy(source);
  writeControl();
  const compression = one('--deb-compression') === 'gz' ? 'gzip' : 'xz';
  const args = [
    '--root-owner-group',
    `-Z${compression}`,
    '-z1',
    '--build',
    root,
    one('--package', '-p'),
  ];
  execFileSync('dpkg-deb', args, { stdio: 'inherit' });
} finally {
  fs.rmSync(root, { recursive: true, force: true });
}

function parse(args) {
  const found = { options: new Map(), sources: [] };
  for (let i = 0; i < args.length; i++) {
    const argument = args[i];
    if (!argument.startsWith('-')) found.sources.push(argument);
    else if (!switches.has(argument)) {
      const equals = argument.startsWith('--') ? argument.indexOf('=') : -1;
      const name = equals > 0 ? argument.slice(0, equals) : argument;
      const value = equals > 0 ? argument.slice(equals + 1) : args[++i];
      found.options.set(name, [...(found.options.get(name) ?? []), value]);
    }
  }
  return found;
}

function copy(source) {
  const at = source.lastIndexOf('=');
  const from = at < 0 ? source : source.slice(0, at);
  const to = path.join(root, at < 0 ? source : source.slice(at + 1));
  const isInto = from.endsWith('/') || source.endsWith('/');
  fs.mkdirSync(isInto ? to : path.dirname(to), { recursive: true });
  const isFolder = fs.statSync(from).isDirectory();
  const target = isInto && !isFolder ? path.join(to, path.basename(from)) : to;
  fs.cpSync(from, target, { recursive: true, verbatimSymlinks: true });
}

function writeControl() {
  const debian = path.join(root, 'DEBIAN');
  fs.mkdirSync(debian);
  const [kilobytes] = execFileSync('du', ['-sk', root], { encoding: 'utf8' }).split('\t');
  const fields = {
    Package: one('--name', '-n').toLowerCase(),
    Version: one('--version', '-v'),
    Architecture: one('--architecture', '-a'),
    Maintainer: one('--maintainer', '-m'),
    'Installed-Size': kilobytes,
    Depends: all('--depends', '-d').join(', '),
    Recommends: all('--deb-recommends').join(', '),
    Section: one('--category') ?? 'default',
    Priority: one('--deb-priority') ?? 'optional',
    Homepage: one('--url'),
    License: one('--license'),
    Description: indented(one('--description') ?? one('--name', '-n')),
  };
  const lines = Object.entries(fields).filter(([, value]) => value);
  fs.writeFileSync(
    path.join(debian, 'control'),
    lines.map(([name, value]) => `${name}: ${value}\n`).join(''),
  );
  for (const [option, name] of Object.entries(scripts)) {
    const script = one(option);
    if (script === undefined) continue;
    fs.copyFileSync(script, path.join(debian, name));
    fs.chmodSync(path.join(debian, name), 0o755);
  }
}

/** Later lines of a description begin with a blank, empty ones with a dot. */
function indented(text) {
  const [first, ...more] = text.split('\n');
  return [first, ...more.map((line) => ` ${line.trim() || '.'}`)].join('\n');
}
