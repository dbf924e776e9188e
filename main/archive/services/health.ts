import { accessSync, constants } from 'node:fs';
import type { HealthCheck } from '../archive.ts';
import { codeOf } from '../blobs/file-failure.ts';
import type { IndexReader } from '../index/open-index.ts';
import { ArchiveError } from '../../../app/problems.ts';

export interface HealthPorts {
  readonly reader: IndexReader;
  readonly blobsDirectory: string;
  /** Rows whose file was not there when the archive was swept. */
  readonly missingBlobs: () => number;
}

/** Asks each part now; a part that does not answer is a finding, not an exception. */
export function healthService(ports: HealthPorts): () => readonly HealthCheck[] {
  return () => [checkIndex(ports), checkBlobs(ports)];
}

function checkIndex({ reader }: HealthPorts): HealthCheck {
  const name = 'Index';
  try {
    reader.check();
    return { name, isHealthy: true, description: 'Successfully read.' };
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    return { name, isHealthy: false, description: error.message };
  }
}

function checkBlobs({ blobsDirectory, missingBlobs }: HealthPorts): HealthCheck {
  const name = 'Blobs';
  const missing = missingBlobs();
  if (missing > 0) {
    const description = `Stored files that are not on the disk any more: ${String(missing)}.`;
    return { name, isHealthy: false, description };
  }
  try {
    accessSync(blobsDirectory, constants.R_OK | constants.W_OK);
    return { name, isHealthy: true, description: 'Successfully reached.' };
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    return { name, isHealthy: false, description: `The folder cannot be used (${code}).` };
  }
}
