import type { ImportMemory } from '../jobs/ports.ts';
import { undoImport } from './remove.ts';
import type { RemovePorts } from './remove.ts';
import type { Running } from './running.ts';

/** What the index remembers of imports. */
export function importMemory(ports: RemovePorts, running: Running): ImportMemory {
  const { reader, writer } = ports;
  return {
    ...reader.importJobs,
    begin: writer.beginImport,
    end: writer.endImport,
    undo: (jobId) => running.track(() => undoImport(jobId, ports)),
  };
}
