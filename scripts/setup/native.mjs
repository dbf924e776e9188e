// better-sqlite3 in a form that loads both in this Node and in the Electron runtime.
// Its prebuilt binaries need Node-API 10 (Node 22, Electron 36); on an older one they crash when loaded, so the
// module is compiled once from source with the experimental API level, and that binary runs on old and new alike.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { aptInstall, isOnPath } from './command.mjs';
import { cache, inRoot } from './paths.mjs';
import { SetupError, say } from './say.mjs';

const probe = "new (require('better-sqlite3'))(':memory:').exec('select 1')";

/** `needsOldApi`: the Electron runtime is older than the prebuilt binaries allow. */
export function ensureNative({ needsOldApi }) {
  const require = createRequire(inRoot('package.json'));
  const manifest = require.resolve('better-sqlite3/package.json');
  const folder = path.dirname(manifest);
  const { version } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  const target = path.join(folder, 'build/Release/better_sqlite3.node');
  const stamp = path.join(folder, `.vestibule-${process.versions.modules}-${String(needsOldApi)}`);
  if (fs.existsSync(stamp)) return;

  const mustBuild = needsOldApi || !loads(folder);
  if (mustBuild && !(fs.existsSync(target) && loads(folder))) {
    const cached = path.join(
      cache,
      `better-sqlite3-${version}-${process.platform}-${process.arch}.node`,
    );
    if (!useCached(cached, target, folder)) build(folder, version, target, cached);
  }
  fs.writeFileSync(stamp, '');
}

/** In a child process, because a binary of the wrong kind does not throw: it crashes. */
function loads(folder) {
  const cwd = path.dirname(folder);
  return spawnSync(process.execPath, ['-e', probe], { cwd, stdio: 'ignore' }).status === 0;
}

function useCached(cached, target, folder) {
  if (!fs.existsSync(cached)) return false;
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.copyFileSync(cached, target);
  if (loads(folder)) return true;
  fs.rmSync(target);
  return false;
}

function build(folder, version, target, cached) {
  ensureCompiler();
  say(
    `compiling better-sqlite3 ${version} for Node-API ${process.versions.napi} (about a minute, once)`,
  );
  const require = createRequire(inRoot('package.json'));
  const gyp = path.join(path.dirname(require.resolve('node-gyp/package.json')), 'bin/node-gyp.js');
  const headers = [path.resolve(process.execPath, '../..'), '/usr', '/usr/local'].find((prefix) =>
    fs.existsSync(path.join(prefix, 'include/node/node_api.h')),
  );
  const args = [
    'rebuild',
    '--release',
    '--force_build=1',
    ...(headers ? [`--nodedir=${headers}`] : []),
  ];
  const flags = '-UNAPI_VERSION -DNAPI_EXPERIMENTAL -DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT';
  const result = spawnSync(process.execPath, [gyp, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: {
      ...process.env,
      MAKEFLAGS: `-j${os.availableParallelism()}`,
      CXXFLAGS: `${process.env.CXXFLAGS ?? ''} ${flags}`,
    },
  });
  if (result.status !== 0 || !loads(folder)) {
    const tail = (result.stderr ?? '').split('\n').slice(-20).join('\n');
    throw new SetupError(`better-sqlite3 could not be compiled.\n${tail}`);
  }
  fs.mkdirSync(cache, { recursive: true });
  fs.copyFileSync(target, `${cached}.tmp`);
  fs.renameSync(`${cached}.tmp`, cached);
  for (const name of fs.readdirSync(path.dirname(target))) {
    if (name === path.basename(target)) continue;
    fs.rmSync(path.join(path.dirname(target), name), { recursive: true, force: true });
  }
}

function ensureCompiler() {
  if (process.platform !== 'linux') return;
  const missing = ['make', 'g++', 'python3'].filter((tool) => !isOnPath(tool));
  if (missing.length > 0) aptInstall(missing, 'a C++ compiler');
}
