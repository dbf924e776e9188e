// `npm run bench`: measures, and prints ratios to a reference measured in the same run. `-- NAME` picks files.
import { spawnSync } from 'node:child_process';
import { inRoot, root } from './setup/paths.mjs';
import { runScript } from './setup/say.mjs';
import { setUpWindow } from './setup/setup.mjs';

await runScript(async () => {
  const { dist } = await setUpWindow();
  const { ensureXvfb, hasDisplay } = await import('./setup/system.mjs');
  ensureXvfb();
  const vitest = inRoot('node_modules/.bin/vitest');
  const args = ['run', '--config', '.ci/bench.config.ts', ...process.argv.slice(2)];
  const command = hasDisplay()
    ? [vitest, args]
    : ['xvfb-run', ['-a', '-s', '-screen 0 1600x1000x24', vitest, ...args]];
  const { status } = spawnSync(command[0], command[1], {
    cwd: root,
    // As the command line and the window start the archive; what it is compared with gets the same.
    env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: dist, UV_THREADPOOL_SIZE: '16' },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
});
