// The end of an import: what it stored is read again, and all that came of it goes into a receipt.
import type { MediumAudit } from '../../../app/media/dicomdir/audit.ts';
import type { PartitionName, Watermark } from '../../../app/model/identifiers.ts';
import type { GapNote } from '../../../app/model/jobs.ts';
import type { Partition } from '../../../app/model/partition.ts';
import type { ImportRecord, ReceiptFile, ReceiptPatient } from '../../../app/model/receipt.ts';
import { isProven } from '../../../app/model/verification.ts';
import type { Verification } from '../../../app/model/verification.ts';
import type { InstanceReader } from '../index/instances.ts';
import { verifyFiles } from '../services/verify.ts';
import type { VerifiableFile, VerifyPorts } from '../services/verify.ts';
import { patientsOf } from './patients.ts';
import type { Receipts } from './receipts.ts';

/** What an import knows of itself when its last file is settled. */
export interface ImportEnding extends Omit<
  ImportRecord,
  'kind' | 'patients' | 'verification' | 'endedAt' | 'audits'
> {
  /** Versions it stored. */
  readonly watermarks: () => Iterable<Watermark>;
  /** Every path of the medium; gone through more than once. */
  readonly files: () => Iterable<ReceiptFile>;
  /** What the medium's DICOMDIRs say. */
  readonly audit: MediumAudit;
}

export interface ProveOptions {
  /** An abort ends the reading; the receipt is written all the same, and says so. */
  readonly signal: AbortSignal;
  readonly goesOn?: () => Promise<unknown>;
  readonly onProgress?: (soFar: Verification) => void;
}

export interface ProvePorts extends VerifyPorts {
  readonly instances: InstanceReader;
  readonly receipts: Pick<Receipts, 'write'>;
  readonly findPartition: (name: PartitionName) => Partition | undefined;
  /** Tests stop the process here; nothing happens otherwise. */
  readonly onStep: (step: ProofStep) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export type ProofStep = 'verified';

export interface ImportProof extends Pick<ImportRecord, 'state' | 'problem'> {
  readonly receiptNumber: number;
  readonly verification?: Verification;
  readonly gaps: readonly GapNote[];
}

/** An import is complete only when every byte it stored was read again and found equal. */
export async function proveImport(
  ending: ImportEnding,
  { onProgress, ...control }: ProveOptions,
  ports: ProvePorts,
): Promise<ImportProof> {
  const { watermarks, files, audit, ...about } = ending;
  const { audits, listed } = audit;
  const stored = [...watermarks()];
  const options = {
    total: stored.length,
    ...control,
    ...(onProgress !== undefined && { onProgress }),
  };
  const verification = await verifyFiles(filesOf(stored, ports), options, ports);
  ports.onStep('verified');
  const partition = ports.findPartition(ending.partitionName);
  const patients =
    partition === undefined
      ? []
      : await patientsOf(partition.partitionKey, { files: files(), listed }, ports.instances);
  const { state, problem } = judged(ending, verification);
  const record: ImportRecord = {
    ...about,
    kind: 'import',
    state,
    ...(problem !== undefined && { problem }),
    endedAt: new Date(ports.now()).toISOString(),
    patients,
    ...(audits.length > 0 && { audits }),
    verification,
  };
  const { number } = await ports.receipts.write(record, files());
  return {
    receiptNumber: number,
    state,
    ...(problem !== undefined && { problem }),
    verification,
    gaps: gapsOf(patients),
  };
}

/** What was deleted meanwhile has nothing to be compared with. */
function* filesOf(
  stored: readonly Watermark[],
  { instances }: ProvePorts,
): Generator<VerifiableFile> {
  for (const watermark of stored) {
    const [file] = instances.files({ after: watermark - 1, limit: 1 });
    if (file?.watermark === watermark) yield file;
  }
}

function judged(
  { state, problem }: ImportEnding,
  verification: Verification,
): Pick<ImportRecord, 'state' | 'problem'> {
  const hasEnded = state === 'complete' || state === 'incomplete';
  if (!hasEnded || isProven(verification)) {
    return { state, ...(problem !== undefined && { problem }) };
  }
  if (verification.checked < verification.instances) {
    return { state: 'cancelled', problem: 'Cancelled' };
  }
  return { state: 'failed', problem: 'VerificationFailed' };
}

function gapsOf(patients: readonly ReceiptPatient[]): readonly GapNote[] {
  return patients.flatMap(({ studies }) =>
    studies.flatMap(({ studyInstanceUID, series }) =>
      series.flatMap(({ gaps, seriesInstanceUID, modality, seriesNumber, seriesDescription }) =>
        gaps.map((gap) => ({
          ...{ studyInstanceUID, seriesInstanceUID, gap },
          ...(modality !== undefined && { modality }),
          ...(seriesNumber !== undefined && { seriesNumber }),
          ...(seriesDescription !== undefined && { seriesDescription }),
        })),
      ),
    ),
  );
}
