// What the trusted side tells the window without being asked.
import type { Job } from '../model/jobs.ts';
import type { Settings } from '../settings/schema.ts';
import type { ArchiveStatus } from './contract.ts';

/** What the native menu asks the window to do. */
export const menuCommands = [
  'home',
  'import.folder',
  'import.files',
  'export',
  'theme.toggle',
  'help.keyboard',
] as const;
export type MenuCommand = (typeof menuCommands)[number];

export interface BridgeEvents {
  /** At most ten a second per job, and always one when it ended. */
  readonly 'job.changed': Job;
  readonly 'archive.changed': ArchiveStatus;
  readonly 'settings.changed': Settings;
  readonly 'menu.command': MenuCommand;
}

export type BridgeEvent = keyof BridgeEvents;

export const bridgeEvents = [
  'job.changed',
  'archive.changed',
  'settings.changed',
  'menu.command',
] as const satisfies readonly BridgeEvent[];
