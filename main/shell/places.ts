// Where this launch keeps its things. Tests and portable set-ups name other folders.
import { app } from 'electron';
import path from 'node:path';

export interface Places {
  readonly userData: string;
  readonly data: string;
  readonly logs: string;
}

/** `--data DIR` or VESTIBULE_DATA for the archive, VESTIBULE_USER_DATA for settings and logs. */
export function readPlaces(): Places {
  const userData = process.env['VESTIBULE_USER_DATA'] ?? app.getPath('userData');
  const named = app.commandLine.getSwitchValue('data');
  const data = named === '' ? process.env['VESTIBULE_DATA'] : named;
  return {
    userData: path.resolve(userData),
    data: path.resolve(data ?? path.join(userData, 'archive')),
    logs: path.join(path.resolve(userData), 'logs'),
  };
}
