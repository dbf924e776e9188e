// The person's preferences on disk, over electron-store. A file that does not parse is kept aside, never lost silently.
import Store from 'electron-store';
import path from 'node:path';
import type { Log } from '../../app/log.ts';
import { defaultSettings, Settings } from '../../app/settings/schema.ts';
import { keepAsideIfBroken } from './keep-aside.ts';

export interface SettingsStore {
  /** Whether this launch found a file it could not use; it is kept as `settings.broken.json`. */
  readonly wasBroken: boolean;
  get(): Settings;
  update(change: Partial<Settings>): Settings;
  onChange(listener: (settings: Settings) => void): void;
}

/** `settings.json` in `folder`; electron-store replaces it as a whole, so that it is never half written. */
export function openSettings(folder: string, log: Log): SettingsStore {
  const wasBroken = keepAsideIfBroken(path.join(folder, 'settings.json'), log);
  const store = new Store({ name: 'settings', cwd: folder, defaults: defaultSettings });
  const listeners: ((settings: Settings) => void)[] = [];
  // Read once: what somebody else writes into the file while we run counts at the next launch.
  let current = Settings.parse({ ...defaultSettings, ...store.store });
  return {
    wasBroken,
    get: () => current,
    update(change) {
      const next = Settings.parse({ ...current, ...change });
      store.store = next;
      current = next;
      for (const listener of listeners) listener(current);
      return current;
    },
    onChange(listener) {
      listeners.push(listener);
    },
  };
}
