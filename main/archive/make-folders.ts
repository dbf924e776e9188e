import { promises as fs } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it; one that exists is fine. Unlike the platform's recursive mkdir it ends
 * where a file system accepts no folders at all: that one tries again for ever on `/proc`. Rejects with the
 * system's error.
 */
export async function makeFolders(path: string, mode = 0o777): Promise<void> {
  const missing: string[] = [];
  let current = path;
  while (!(await isFolder(current))) {
    missing.push(current);
    if (dirname(current) === current) break;
    current = dirname(current);
  }
  for (const folder of missing.reverse()) {
    try {
      await fs.mkdir(folder, { mode });
    } catch (error) {
      // Somebody else may have made it meanwhile.
      if (!(await isFolder(folder))) throw error;
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await fs.stat(path)).isDirectory();
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
