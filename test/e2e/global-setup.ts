// Finds the Electron to test with and builds what it runs.
import { ensureBuilt } from '../../scripts/setup/built.mjs';
import { ensureElectron } from '../../scripts/setup/electron-runtime.mjs';

export default async function globalSetup(): Promise<void> {
  const { dist } = await ensureElectron();
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = dist;
  await ensureBuilt();
}
