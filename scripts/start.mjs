// `npm start`: sets up what is missing and opens the workstation; without a display it serves the store instead.
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { root } from './setup/paths.mjs';
import { runScript, say } from './setup/say.mjs';
import { setUpStore, setUpWindow } from './setup/setup.mjs';
import { hasDisplay } from './setup/system.mjs';

await runScript(hasDisplay() ? openWindow : serveOnly);

async function openWindow() {
  const { dist, version, isFallback } = await setUpWindow();
  if (isFallback) say(`running on Electron ${version}, for development and tests only`);
  const { electronExecutable } = await import('./setup/electron-runtime.mjs');
  // Chromium refuses to run as root with its sandbox; never given otherwise.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = [root, ...sandbox, ...process.argv.slice(2)];
  // Terminals inside Electron programs hand this on, and Electron would be plain Node.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: undefined };
  const child = spawn(path.join(dist, electronExecutable), args, { env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('close', (code) => process.exit(code ?? 1));
}

async function serveOnly() {
  say('there is no display, so this runs the headless store without a window; its address follows');
  await setUpStore();
  const data = process.env.XDG_DATA_HOME || path.join(os.homedir(), '.local/share');
  process.argv.splice(
    2,
    Infinity,
    'serve',
    '--data',
    path.join(data, 'vestibule'),
    ...process.argv.slice(2),
  );
  await import('../out/main/cli.js');
}
