// The person's preferences on disk, over electron-store. A file that does not parse is kept aside, never lost silently.
import Store from 'electron-store';
import path from 'node:path';
import { app } from 'electron';
import type { Log } from '../../app/log.ts';
import { defaultSettings, Settings } from '../../app/settings/schema.ts';
import { keepAsideIfBroken } from './keep-aside.ts';

export interface SettingsStore {
  get(): Settings;
  update(change: Partial<Settings>): Settings;
  onChange(listener: (settings: Settings) => void): void;
}

export function openSettings(log: Log, folder: string = app.getPath('userData')): SettingsStore {
  keepAsideIfBroken(path.join(folder, 'settings.json'), log);
  const store = new Store({ name: 'settings', cwd: folder, defaults: defaultSettings });
  const listeners: ((settings: Settings) => void)[] = [];
  const get = () => Settings.parse({ ...defaultSettings, ...store.store });
  return {
    get,
    update(change) {
      store.store = Settings.parse({ ...get(), ...change });
      const settings = get();
      for (const listener of listeners) listener(settings);
      return settings;
    },
    onChange(listener) {
      listeners.push(listener);
    },
  };
}
