// What an import of some paths would change: the reading is done by workers, and nothing is written.
import { setMaxListeners } from 'node:events';
import { isAbsolute, join } from 'node:path';
import { ArchiveError } from '../../../app/problems.ts';
import type { Archive } from '../archive.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { IndexReader } from '../index/open-index.ts';
import { chosenMedia } from '../intake/chosen-media.ts';
import { planImport } from '../intake/plan-import.ts';
import type { PlanPorts } from '../intake/plan-import.ts';
import { inspector } from '../intake/inspectable.ts';
import { createScratch } from '../intake/scratch.ts';
import type { Pool } from '../pool/pool.ts';
import { directoryReader } from './directory-reader.ts';
import type { Running } from './running.ts';

export interface PlannerPorts {
  readonly reader: IndexReader;
  readonly blobs: Pick<Blobs, 'path'>;
  readonly pool: Pool;
  readonly running: Running;
  readonly dataDirectory: string;
}

export function importPlanner({
  reader,
  blobs,
  pool,
  running,
  dataDirectory,
}: PlannerPorts): Archive['planImport'] {
  return ({ paths, partitionName, password, ...options }) => {
    if (paths.length === 0 || !paths.every((path) => isAbsolute(path))) {
      throw new ArchiveError('InvalidRequest', { message: 'The path must be absolute.' });
    }
    const scratch = createScratch(join(dataDirectory, 'incoming'));
    const opening = { scratch, ...(password !== undefined && { password }) };
    const source = chosenMedia(paths, dataDirectory, opening);
    const ports: PlanPorts = {
      index: reader,
      inspect: inspector((file, signal) => pool.run('inspect', file, signal)),
      readDirectory: directoryReader(pool),
      async storedPixels({ blobKey, bytes }, signal) {
        const path = Buffer.from(blobs.path(blobKey));
        const reply = await pool.run('inspect', { source: path, bytes }, signal);
        return reply.kind === 'instance' ? reply.pixels : undefined;
      },
    };
    // Every file that is looked at listens to it.
    setMaxListeners(0, options.signal);
    const plan = () => planImport({ source, partitionName }, options, ports);
    return running.track(() => plan().finally(scratch.clear));
  };
}
