// Media that are read in one stream: a head that jumps between two files reads neither.
import { promises as fs } from 'node:fs';
import { systemErrorCode } from './system-errors.ts';

/** File systems of CD, DVD and Blu-ray by the numbers Linux gives them; other systems give others. */
const opticalTypes: ReadonlySet<number> = new Set([0x9660, 0x15013346]);

/** Whether one of the paths lies on a disc. */
export async function areSeeksSlow(paths: readonly string[]): Promise<boolean> {
  const types = await Promise.all(paths.map(typeOf));
  return types.some((type) => type !== undefined && opticalTypes.has(type));
}

/** Undefined where the system does not say. */
async function typeOf(path: string): Promise<number | undefined> {
  try {
    return (await fs.statfs(path)).type;
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}
