// `npm test`: sets up what tests need, then runs every check in order and says what each one found.
// `npm test -- unit e2e` runs only the named steps.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { inRoot, readText, root } from './setup/paths.mjs';
import { runScript, say, SetupError } from './setup/say.mjs';
import { setUpWindow } from './setup/setup.mjs';

const bin = (name) => inRoot('node_modules/.bin', name);
const playwright = [bin('playwright'), 'test', '-c', 'test/e2e/playwright.config.ts'];
const eslint = [bin('eslint'), '-c', '.ci/eslint.config.js', '--max-warnings=0'];

/** In order; each is a command that fails when something is wrong. `counts` is where a runner leaves its figures. */
const steps = {
  format: {
    command: [
      bin('prettier'),
      '--check',
      '--log-level=warn',
      '--cache',
      '--cache-location=out/.prettiercache',
      '.',
    ],
  },
  types: { command: [bin('tsc'), '-b'] },
  lint: { command: [...eslint, 'app', 'main', 'renderer', 'test', 'scripts'] },
  boundaries: {
    command: [bin('depcruise'), '--config', '.ci/boundaries.cjs', 'app', 'main', 'renderer'],
  },
  unit: {
    command: [bin('vitest'), 'run', '--config', '.ci/vitest.config.ts'],
    counts: { file: 'test-results/vitest.json', read: vitestCounts },
  },
  e2e: {
    command: [...playwright, '--grep-invert', '@packaged'],
    counts: { file: 'test-results/playwright.json', read: playwrightCounts },
    needsWindow: true,
  },
  packaged: {
    command: [process.execPath, inRoot('scripts/package.mjs'), '--dir-only', '--then-test'],
    counts: { file: 'test-results/packaged.json', read: playwrightCounts },
    needsWindow: true,
  },
};

await runScript(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in steps));
  if (unknown.length > 0) {
    throw new SetupError(`no such step: ${unknown}. Known: ${Object.keys(steps).join(', ')}`);
  }
  const names = Object.keys(steps).filter((name) => wanted.length === 0 || wanted.includes(name));
  const { dist, version, isFallback } = await setUpWindow();
  const { ensureOracles, ensureXvfb, hasDisplay } = await import('./setup/system.mjs');
  ensureOracles();
  if (names.some((name) => steps[name].needsWindow)) ensureXvfb();
  say(
    `testing with Electron ${version}${isFallback ? ' (fallback runtime, development and tests only)' : ''}`,
  );

  fs.mkdirSync(inRoot('test-results'), { recursive: true });
  const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: dist };
  report(names.map((name) => runStep(name, env, hasDisplay())));
});

function runStep(name, env, isDisplayThere) {
  process.stdout.write(`\n── ${name} ──\n`);
  const { command, counts, needsWindow } = steps[name];
  const isWrapped = needsWindow && !isDisplayThere;
  const screen = ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24'];
  const [program, ...args] = isWrapped ? [...screen, ...command] : command;
  // What an earlier run left must not count for this one.
  if (counts) fs.rmSync(inRoot(counts.file), { force: true });
  const startedAt = performance.now();
  const { status } = spawnSync(program, args, { cwd: root, env, stdio: ['ignore', 1, 2] });
  const seconds = (performance.now() - startedAt) / 1000;
  return { name, isOk: status === 0, seconds, ...countsOf(counts, status === 0) };
}

/** A step without a runner is one check; so is a runner that ended before it could count. */
function countsOf(counts, isOk) {
  const text = counts && readText(inRoot(counts.file));
  const found =
    text === undefined ? { passed: 0, failed: 0, skipped: 0, failures: [] } : counts.read(text);
  if (isOk && counts === undefined) return { ...found, passed: 1 };
  return !isOk && found.failed === 0 ? { ...found, failed: 1 } : found;
}

function vitestCounts(text) {
  const results = JSON.parse(text);
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests,
    skipped: results.numPendingTests + results.numTodoTests,
    failures: results.testResults.flatMap(vitestFailures),
  };
}

/** What failed in one file: its tests, or the file itself when it could not even be run. */
function vitestFailures({ name, status, message, assertionResults }) {
  const failed = assertionResults.filter((result) => result.status === 'failed');
  if (failed.length === 0 && status === 'failed') return [failure(name, '(the file)', message)];
  return failed.map(({ fullName, failureMessages }) => failure(name, fullName, failureMessages[0]));
}

function playwrightCounts(text) {
  const { stats, suites } = JSON.parse(text);
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    failures: suites.flatMap(playwrightFailures),
  };
}

function playwrightFailures({ specs, suites = [] }) {
  const failed = specs
    .filter(({ ok }) => !ok)
    .map(({ file, title, tests }) => {
      const last = tests.at(-1)?.results.at(-1);
      return failure(inRoot('test/e2e', file), title, last?.error?.message);
    });
  return [...failed, ...suites.flatMap(playwrightFailures)];
}

/** One line, so that the end of a long log names what failed and the first words of why. */
function failure(file, title, message = '') {
  const [first, second = ''] = stripVTControlCharacters(message).split('\n');
  return `${path.relative(root, file)} › ${title}: ${`${first} ${second}`.slice(0, 300)}`;
}

function report(results) {
  process.stdout.write('\n');
  for (const { name, isOk, seconds } of results) {
    process.stdout.write(
      `${isOk ? 'ok    ' : 'FAILED'} ${name.padEnd(11)} ${seconds.toFixed(1)} s\n`,
    );
  }
  for (const line of results.flatMap(({ failures }) => failures)) {
    process.stdout.write(`failed: ${line}\n`);
  }
  const total = (kind) => results.reduce((sum, result) => sum + result[kind], 0);
  process.stdout.write(
    `${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped\n`,
  );
  if (!results.every(({ isOk }) => isOk)) process.exitCode = 1;
}
