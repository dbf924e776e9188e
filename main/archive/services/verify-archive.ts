import type { ArchiveVerification, VerifyRequest } from '../archive.ts';
import type { InstanceReader } from '../index/instances.ts';
import type { Receipts } from '../receipts/receipts.ts';
import { recordedFiles, verifyFiles } from './verify.ts';
import type { VerifyPorts } from './verify.ts';

export interface VerifyArchivePorts extends VerifyPorts {
  readonly instances: InstanceReader;
  readonly receipts: Pick<Receipts, 'check'>;
}

/** Everything stored, or one partition of it, and the receipts of all imports. */
export async function verifyArchive(
  { partitionKey, signal, onProgress }: VerifyRequest,
  ports: VerifyArchivePorts,
): Promise<ArchiveVerification> {
  const { instances, receipts } = ports;
  // The receipts first: they are few, and an answer about them must not wait for a million files.
  const receiptFaults = await receipts.check(signal);
  const options = {
    total: instances.count(partitionKey),
    signal,
    ...(onProgress !== undefined && { onProgress }),
  };
  const stored = await verifyFiles(recordedFiles(instances, partitionKey), options, ports);
  return { stored, receiptFaults };
}
