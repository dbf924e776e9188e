// `npm run package`: an installable build of this machine's platform, by electron-builder.
// `--dir-only` makes only the unpacked folder; `--then-test` starts it and looks.
import { spawnSync } from 'node:child_process';
import { inRoot, root } from './setup/paths.mjs';
import { runScript, say, SetupError } from './setup/say.mjs';
import { setUpWindow } from './setup/setup.mjs';

const targets = {
  linux: ['--linux', 'dir', 'deb'],
  win32: ['--win'],
  darwin: ['--mac'],
};

await runScript(async () => {
  const isDirOnly = process.argv.includes('--dir-only');
  const { dist, version, isFallback } = await setUpWindow();
  if (isFallback) {
    say(
      `packaging with Electron ${version}, which is out of support: for smoke tests only, do not ship`,
    );
  }
  const target = isDirOnly ? ['--dir'] : (targets[process.platform] ?? ['--dir']);
  builder([
    ...target,
    '--config',
    'electron-builder.yml',
    `-c.electronDist=${dist}`,
    `-c.electronVersion=${version}`,
  ]);
  if (process.argv.includes('--then-test')) testPackaged();
});

function builder(args) {
  const env = { ...process.env };
  // electron-builder would download fpm; Debian's own tool makes the same package.
  if (process.platform === 'linux') env.CUSTOM_FPM_PATH = inRoot('scripts/fpm-deb.mjs');
  const { status } = spawnSync(inRoot('node_modules/.bin/electron-builder'), args, {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new SetupError('electron-builder failed; see above.');
}

function testPackaged() {
  const args = [
    'test',
    '-c',
    'test/e2e/playwright.config.ts',
    '--grep',
    '@packaged',
    '--reporter=list,json',
  ];
  const { status } = spawnSync(inRoot('node_modules/.bin/playwright'), args, {
    cwd: root,
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: inRoot('test-results/packaged.json') },
    stdio: ['ignore', 1, 2],
  });
  if (status !== 0) throw new SetupError('the packaged application did not pass its test.');
}
