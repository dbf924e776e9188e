import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function ownVersionIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('name' in value) || value.name !== 'vestibule' || !('version' in value)) return undefined;
  return typeof value.version === 'string' ? value.version : undefined;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** The version in our package.json, which lies in some folder above the running file. */
export function ownVersion(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (folder !== dirname(folder)) {
    folder = dirname(folder);
    const version = ownVersionIn(readJson(join(folder, 'package.json')));
    if (version !== undefined) return version;
  }
  return 'unknown';
}
