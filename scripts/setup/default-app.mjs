// What `electron <folder>` runs in the fallback runtime: loads the application that the folder holds.
// An ES module that awaits the application, because Electron holds back `ready` until its entry has finished.
import fs from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const preloaded = [];
let target;
for (const [index, argument] of process.argv.entries()) {
  if (index === 0) continue;
  if (argument === '--version' || argument === '-v') {
    process.stdout.write(`v${process.versions.electron}\n`);
    process.exit(0);
  }
  if (process.argv[index - 1] === '-r') preloaded.push(argument);
  else if (argument.startsWith('--require=')) preloaded.push(argument.slice('--require='.length));
  else if (!argument.startsWith('-')) {
    target = argument;
    break;
  }
}
if (preloaded.length > 0) Module._preloadModules(preloaded);
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });

try {
  if (target === undefined) throw new Error('usage: electron <application folder>');
  const folder = path.resolve(target);
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  app.setVersion(manifest.version);
  app.setName(manifest.productName ?? manifest.name);
  app.setAppPath(folder);
  await import(pathToFileURL(path.join(folder, manifest.main)).href);
} catch (error) {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
}
