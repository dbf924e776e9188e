import { accessSync, constants } from 'node:fs';
import type { HealthCheck } from '../archive.ts';
import { codeOf } from '../blobs/file-failure.ts';
import type { IndexReader } from '../index/open-index.ts';
import { ArchiveError } from '../../../app/problems.ts';

export interface SweepFindings {
  /** Rows whose file was not there. */
  readonly missing: number;
  /** Files no row points at, too many to be what a crash leaves. */
  readonly unknown: number;
}

export interface HealthPorts {
  readonly reader: IndexReader;
  readonly blobsDirectory: string;
  /** What the sweep at the start could not put right. */
  readonly sweepFindings: () => SweepFindings;
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

function checkBlobs({ blobsDirectory, sweepFindings }: HealthPorts): HealthCheck {
  const name = 'Blobs';
  const { missing, unknown } = sweepFindings();
  if (missing > 0) {
    const description = `Stored files that are not on the disk any more: ${String(missing)}.`;
    return { name, isHealthy: false, description };
  }
  if (unknown > 0) {
    const description = `Files that belong to no stored instance, and were kept: ${String(unknown)}.`;
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
