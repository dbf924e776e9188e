// DICOMDIRs are read by a worker.
import type { AuditPorts } from '../intake/medium-notes.ts';
import type { Pool } from '../pool/pool.ts';

export function directoryReader(pool: Pool): AuditPorts['readDirectory'] {
  return async (content, signal) =>
    (await pool.run('mediaDirectory', { content }, signal)).directory;
}
