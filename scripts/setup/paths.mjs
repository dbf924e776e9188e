import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const inRoot = (...parts) => path.join(root, ...parts);

/** Per-user folder for what is expensive to make again: the runtime and the compiled module. */
export const cache = path.join(
  process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'),
  'vestibule',
);

export const readText = (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined);
