import fs from 'node:fs';
import type { Log } from '../../app/log.ts';
import { Settings } from '../../app/settings/schema.ts';

/** Whether it was. Unknown keys of another version count as broken too: the file stays, the defaults rule. */
export function keepAsideIfBroken(file: string, log: Log): boolean {
  if (!fs.existsSync(file) || isReadable(file)) return false;
  fs.renameSync(file, file.replace(/\.json$/, '.broken.json'));
  log.warn('settings.broken');
  return true;
}

function isReadable(file: string): boolean {
  try {
    const parsed = Settings.partial().safeParse(JSON.parse(fs.readFileSync(file, 'utf8')));
    return parsed.success;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
