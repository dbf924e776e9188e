// What the system must offer: the libraries Electron links, a display for tests, and independent readers.
import { aptInstall, isOnPath, output } from './command.mjs';
import path from 'node:path';
import fs from 'node:fs';
import { SetupError, say } from './say.mjs';
import { electronExecutable } from './electron-runtime.mjs';
import { cache } from './paths.mjs';

const libraries =
  'libgtk-3-0 libnss3 libasound2 libgbm1 libxss1 libxtst6 libatspi2.0-0 libdrm2 libnotify4'.split(
    ' ',
  );

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** Probed once per runtime folder: the answer does not change while nobody removes packages. */
export function ensureElectronLibraries(dist) {
  if (process.platform !== 'linux') return;
  const stamp = path.join(
    cache,
    `libraries-of-${path.basename(path.dirname(dist))}-${path.basename(dist)}`,
  );
  if (fs.existsSync(stamp)) return;
  if (lacksLibraries(dist)) aptInstall(namesForThisRelease(), 'the system libraries of Electron');
  if (lacksLibraries(dist)) {
    throw new SetupError(
      `Electron still lacks system libraries; look at: ldd ${dist}/${electronExecutable}`,
    );
  }
  fs.mkdirSync(cache, { recursive: true });
  fs.writeFileSync(stamp, '');
}

/** Ubuntu 24.04 and Debian 13 renamed libraries with 64-bit time. */
function namesForThisRelease() {
  return libraries.map((name) => {
    if (output('apt-cache', ['show', '-q=2', name]) !== undefined) return name;
    return output('apt-cache', ['show', '-q=2', `${name}t64`]) === undefined ? name : `${name}t64`;
  });
}

function lacksLibraries(dist) {
  return (output('ldd', [path.join(dist, electronExecutable)]) ?? 'not found').includes(
    'not found',
  );
}

/** A virtual display for the window tests where there is none. */
export function ensureXvfb() {
  if (hasDisplay() || (isOnPath('Xvfb') && isOnPath('xauth'))) return;
  aptInstall(['xvfb', 'xauth'], 'a virtual display (Xvfb)');
}

/** Independent DICOM readers to compare with. Tests say what they skipped when these cannot be had. */
export function ensureOracles() {
  if (process.platform !== 'linux' || (isOnPath('dcmdump') && isOnPath('gdcmconv'))) return;
  try {
    aptInstall(
      ['dcmtk', 'libgdcm-tools', 'python3-pydicom', 'python3-numpy'],
      'independent DICOM readers',
    );
  } catch (error) {
    say(`${error.message} (going on: the comparisons with them will be skipped)`);
  }
}
