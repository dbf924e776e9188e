// Bundles the processes: main, archive, command line and worker (esbuild), preload (esbuild, CommonJS because a
// sandboxed preload cannot be an ES module), window (Vite). Output goes to out/.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ensureDependencies } from './setup/dependencies.mjs';
import { inRoot } from './setup/paths.mjs';
import { runScript } from './setup/say.mjs';

/** CommonJS dependencies inside the bundles call `require` and ask for `__dirname`. */
const banner = {
  js: [
    "import { createRequire as makeRequire } from 'node:module';",
    'const require = makeRequire(import.meta.url), __dirname = import.meta.dirname;',
  ].join(' '),
};

const node = {
  bundle: true,
  platform: 'node',
  target: 'node20.18',
  sourcemap: true,
  logLevel: 'warning',
  external: ['electron', 'better-sqlite3'],
  loader: { '.sql': 'text' },
};

/** Loaded when it is needed: a fresh checkout does not have it yet. */
async function esbuild(options) {
  const { build: bundle } = await import('esbuild');
  await bundle(options);
}

/** The worker alone: tests run everything else from source. */
export async function buildWorker(outdir = inRoot('out/main')) {
  await esbuild({
    ...node,
    format: 'esm',
    banner,
    outdir,
    entryPoints: { worker: inRoot('main/archive/pool/worker.ts') },
  });
  copyCodecs(outdir);
}

export async function build() {
  await Promise.all([
    esbuild({
      ...node,
      format: 'esm',
      banner,
      outdir: inRoot('out/main'),
      entryPoints: {
        index: inRoot('main/index.ts'),
        'archive-process': inRoot('main/archive-process.ts'),
        cli: inRoot('main/cli/index.ts'),
      },
    }),
    buildWorker(),
    esbuild({
      ...node,
      format: 'cjs',
      external: ['electron'],
      outfile: inRoot('out/preload/preload.cjs'),
      entryPoints: [inRoot('main/bridge/preload.ts')],
    }),
    buildWindow(),
  ]);
}

async function buildWindow() {
  const { build: vite } = await import('vite');
  const { default: react } = await import('@vitejs/plugin-react');
  await vite({
    root: inRoot('renderer'),
    base: './',
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir: inRoot('out/renderer'),
      emptyOutDir: true,
      target: 'chrome130',
      assetsInlineLimit: 0,
      sourcemap: true,
      chunkSizeWarningLimit: 2000,
      modulePreload: { polyfill: false },
    },
  });
}

/** WebAssembly of the codecs stands next to the worker that loads it, by the names the worker uses. */
function copyCodecs(outdir) {
  const require = createRequire(inRoot('package.json'));
  const list = fs.readFileSync(inRoot('app/pixel/codecs/codec-files.json'), 'utf8');
  fs.rmSync(`${outdir}/codecs`, { recursive: true, force: true });
  fs.mkdirSync(`${outdir}/codecs`, { recursive: true });
  for (const [name, file] of Object.entries(JSON.parse(list))) {
    fs.copyFileSync(require.resolve(file), `${outdir}/codecs/${name}.wasm`);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href) {
  await runScript(async () => {
    ensureDependencies();
    await build();
  });
}
