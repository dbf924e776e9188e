// What the system must offer: the libraries Electron links, its sandbox, a display for tests, and independent readers.
import fs from 'node:fs';
import path from 'node:path';
import { aptInstall, isOnPath, isSuccess, output } from './command.mjs';
import { electronExecutable } from './electron-runtime.mjs';
import { SetupError, say } from './say.mjs';

/** Debian 13 and Ubuntu 24.04 renamed libraries when their times became 64 bits wide. */
const libraries = [
  ['libgtk-3-0', 'libgtk-3-0t64'],
  'libnss3',
  ['libasound2', 'libasound2t64'],
  'libgbm1',
  'libxss1',
  'libxtst6',
  ['libatspi2.0-0', 'libatspi2.0-0t64'],
  'libdrm2',
  'libnotify4',
];

const isLinux = process.platform === 'linux';

export const hasDisplay = () =>
  !isLinux || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

export function ensureElectronLibraries(dist) {
  if (!isLinux || missingLibraries(dist).length === 0) return;
  aptInstall(libraries, 'the system libraries of Electron');
  const missing = missingLibraries(dist);
  if (missing.length > 0) {
    throw new SetupError(`Electron still lacks system libraries: ${missing.join(', ')}`);
  }
}

function missingLibraries(dist) {
  const listed = output('ldd', [path.join(dist, electronExecutable)]) ?? 'ldd => not found';
  return [...listed.matchAll(/(\S+) => not found/g)].map(([, name]) => name);
}

/** Chromium's sandbox needs user namespaces or a helper that belongs to root; it is never switched off for a person. */
export function ensureSandbox(dist) {
  if (!isLinux || process.getuid() === 0 || isSuccess('unshare', ['-Ur', 'true'])) return;
  const helper = path.join(dist, 'chrome-sandbox');
  const stats = fs.statSync(helper, { throwIfNoEntry: false });
  const isSetUid = stats !== undefined && (stats.mode & 0o4111) === 0o4111;
  if (isSetUid && stats.uid === 0) return;
  throw new SetupError(
    'this system does not let programs make their own sandbox, and Electron does not run without one. ' +
      `Run: sudo chown root ${helper} && sudo chmod 4755 ${helper}`,
  );
}

/** A virtual display for the window tests where there is none. */
export function ensureXvfb() {
  if (hasDisplay() || (isOnPath('Xvfb') && isOnPath('xauth'))) return;
  aptInstall(['xvfb', 'xauth'], 'a virtual display (Xvfb)');
}

const pydicom = '/usr/lib/python3/dist-packages/pydicom';

/** Independent DICOM readers, and a writer of disc images, to compare with. Tests say what they skipped when these cannot be had. */
export function ensureOracles() {
  if (!isLinux) return;
  const isThere = ['dcmdump', 'gdcmconv', 'xorriso'].every(isOnPath) && fs.existsSync(pydicom);
  if (isThere) return;
  try {
    aptInstall(
      ['dcmtk', 'libgdcm-tools', 'python3-pydicom', 'python3-numpy', 'xorriso'],
      'independent DICOM readers and a disc writer to compare with',
    );
  } catch (error) {
    say(`${error.message} (going on; the comparisons with them will be skipped)`);
  }
}
