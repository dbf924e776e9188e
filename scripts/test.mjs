// `npm test`: sets up what tests need, then runs every check in order and says what each one found.
// `npm test -- unit e2e` runs only the named steps.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { inRoot, root } from './setup/paths.mjs';
import { runScript, say } from './setup/say.mjs';
import { setUpWindow } from './setup/setup.mjs';

const bin = (name) => inRoot('node_modules/.bin', name);
const playwright = [bin('playwright'), 'test', '-c', 'test/e2e/playwright.config.ts'];

/** In order; each is a command that fails when something is wrong. */
const steps = {
  format: [bin('prettier'), '--check', '--log-level=warn', '.'],
  types: [bin('tsc'), '-b'],
  lint: [
    bin('eslint'),
    '-c',
    '.ci/eslint.config.js',
    '--cache',
    '--cache-location',
    'out/.eslintcache',
    '--max-warnings=0',
    'app',
    'main',
    'renderer',
    'test',
  ],
  boundaries: [bin('depcruise'), '--config', '.ci/boundaries.cjs', 'app', 'main', 'renderer'],
  unit: [bin('vitest'), 'run', '--config', '.ci/vitest.config.ts'],
  e2e: [...playwright, '--grep-invert', '@packaged'],
  packaged: [process.execPath, inRoot('scripts/package.mjs'), '--dir-only', '--then-test'],
};

await runScript(async () => {
  const wanted = process.argv.slice(2);
  const names = Object.keys(steps).filter((name) => wanted.length === 0 || wanted.includes(name));
  const { dist, version, isFallback } = await setUpWindow();
  const { ensureOracles, ensureXvfb, hasDisplay } = await import('./setup/system.mjs');
  ensureOracles();
  if (names.some((name) => name === 'e2e' || name === 'packaged')) ensureXvfb();
  say(
    `testing with Electron ${version}${isFallback ? ' (fallback runtime, development and tests only)' : ''}`,
  );

  fs.mkdirSync(inRoot('test-results'), { recursive: true });
  const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: dist };
  const results = names.map((name) => runStep(name, env, !hasDisplay()));
  report(results);
});

function runStep(name, env, needsDisplay) {
  process.stdout.write(`\n── ${name} ──\n`);
  const [command, ...args] = steps[name];
  const isWindow = name === 'e2e' || name === 'packaged';
  const wrapped =
    isWindow && needsDisplay
      ? ['xvfb-run', ['-a', '-s', '-screen 0 1600x1000x24', command, ...args]]
      : [command, args];
  const startedAt = performance.now();
  const { status } = spawnSync(wrapped[0], wrapped[1], { cwd: root, env, stdio: ['ignore', 1, 2] });
  const seconds = (performance.now() - startedAt) / 1000;
  return { name, isOk: status === 0, seconds };
}

function report(results) {
  process.stdout.write('\n');
  for (const { name, isOk, seconds } of results) {
    process.stdout.write(
      `${isOk ? 'ok    ' : 'FAILED'} ${name.padEnd(11)} ${seconds.toFixed(1)} s\n`,
    );
  }
  const counts = countTests(results);
  const failedSteps = results.filter(({ isOk }) => !isOk).length;
  process.stdout.write(
    `${counts.passed} passed, ${counts.failed + (counts.failed === 0 ? failedSteps : 0)} failed, ${counts.skipped} skipped\n`,
  );
  if (failedSteps > 0) process.exitCode = 1;
}

/** Tests of the runners, plus one for each check that has no tests of its own. */
function countTests(results) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, isOk } of results) {
    const found = runnerCounts(name);
    if (found === undefined) counts[isOk ? 'passed' : 'failed'] += 1;
    else for (const key of Object.keys(counts)) counts[key] += found[key];
  }
  return counts;
}

function runnerCounts(name) {
  if (name === 'unit') {
    const vitest = readJson('test-results/vitest.json');
    return (
      vitest && {
        passed: vitest.numPassedTests,
        failed: vitest.numFailedTests,
        skipped: vitest.numPendingTests,
      }
    );
  }
  if (name !== 'e2e') return undefined;
  const stats = readJson('test-results/playwright.json')?.stats;
  return (
    stats && {
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected,
      skipped: stats.skipped,
    }
  );
}

function readJson(file) {
  const path = inRoot(file);
  return fs.existsSync(path) ? JSON.parse(fs.readFileSync(path, 'utf8')) : undefined;
}
