// A folder of images, read by workers whose system fails on some of them.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ctImage } from '../fixtures/part10-builder.ts';
import { temporaryFolder } from './temporary-archive.ts';

export interface Fault {
  /** Of the file. */
  readonly name: string;
  /** Bytes of it that cannot be read: `from` inclusive, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  readonly code: string;
  /** How many reads fail; absent: all. */
  readonly times?: number;
}

export interface FaultPlan {
  readonly faults: readonly Fault[];
  /** How long each file takes at least. */
  readonly dawdleMs?: number;
}

export interface FaultyMedium {
  readonly folder: string;
  /** For `temporaryArchive`. */
  readonly workerUrl: URL;
  plan(faults: FaultPlan): Promise<void>;
  /** `begin`, `fail` and `end` with the names of files, in the order in which they happened. */
  events(): Promise<readonly string[]>;
}

/** Images 1 to `images` of one series, the medium's only files; it is whole at first. */
export async function faultyMedium(images: number): Promise<FaultyMedium> {
  const folder = await temporaryFolder();
  const beside = await temporaryFolder();
  const faults = join(beside, 'faults.json');
  const events = join(beside, 'events');
  const plan = (all: FaultPlan): Promise<void> => fs.writeFile(faults, JSON.stringify(all));
  await plan({ faults: [] });
  await fs.writeFile(events, '');
  for (let number = 1; number <= images; number += 1) {
    await fs.writeFile(join(folder, nameOf(number)), imageOf(number));
  }
  const worker = join(beside, 'worker.mjs');
  await fs.writeFile(worker, workerFailingOn({ medium: folder, faults, events }));
  const workerUrl = pathToFileURL(worker);
  return {
    ...{ folder, workerUrl, plan },
    events: async () => (await fs.readFile(events, 'utf8')).trim().split('\n'),
  };
}

/** The built worker on a system that fails. */
function workerFailingOn(about: Readonly<Record<'medium' | 'faults' | 'events', string>>): string {
  const system = new URL('faulty-system.mjs', import.meta.url).href;
  const worker = new URL('../../out/main/worker.js', import.meta.url).href;
  return [
    `import { failOn } from ${JSON.stringify(system)};`,
    `failOn(${JSON.stringify(about)});`,
    `await import(${JSON.stringify(worker)});`,
  ].join('\n');
}

export function nameOf(number: number): string {
  return `IM${String(number).padStart(4, '0')}`;
}

export function imageOf(number: number): Uint8Array<ArrayBuffer> {
  const sopInstanceUID = `2.25.5${String(number)}`;
  return ctImage({
    sopInstanceUID,
    instanceNumber: number,
    seriesNumber: 7,
    rows: 64,
    columns: 64,
  });
}
