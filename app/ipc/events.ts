// What the trusted side tells the window without being asked.
import type { Job } from '../model/jobs.ts';
import type { Settings } from '../settings/schema.ts';
import type { ArchiveStatus } from './contract.ts';

export interface BridgeEvents {
  /** At most ten a second per job, and always one when it ended. */
  readonly 'job.changed': Job;
  readonly 'archive.changed': ArchiveStatus;
  readonly 'settings.changed': Settings;
}

export type BridgeEvent = keyof BridgeEvents;

export const bridgeEvents = [
  'job.changed',
  'archive.changed',
  'settings.changed',
] as const satisfies readonly BridgeEvent[];
