// Everything a fresh checkout needs, in order; each step does nothing when there is nothing to do.
import { ensureDependencies } from './dependencies.mjs';
import { alone } from './lock.mjs';
import { ensureNative } from './native.mjs';
import { SetupError } from './say.mjs';

const oldestNode = [20, 18];
/** The first Electron with Node-API 10. */
const firstWithNewApi = 36;

function ensureNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new SetupError(
    `Node ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}.`,
  );
}

/** What the command line needs: dependencies, the native module, the built program. */
export const setUpStore = () =>
  alone(async () => {
    ensureNode();
    ensureDependencies();
    ensureNative({ needsOldApi: false });
    const { ensureBuilt } = await import('./built.mjs');
    await ensureBuilt();
  });

/** What the window needs on top; returns the Electron runtime. */
export const setUpWindow = () =>
  alone(async () => {
    ensureNode();
    ensureDependencies();
    const { ensureElectron } = await import('./electron-runtime.mjs');
    const electron = await ensureElectron();
    ensureNative({ needsOldApi: Number(electron.version.split('.')[0]) < firstWithNewApi });
    const { ensureElectronLibraries, ensureSandbox } = await import('./system.mjs');
    ensureElectronLibraries(electron.dist);
    ensureSandbox(electron.dist);
    const { ensureBuilt } = await import('./built.mjs');
    await ensureBuilt();
    return electron;
  });
