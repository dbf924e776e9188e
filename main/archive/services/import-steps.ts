// Keeps a workitem in step with the import that fulfils it: claimed when it begins, completed or cancelled when it ends.
import { randomInt } from 'node:crypto';
import { implementationClassUID } from '../../../app/dicom/uid.ts';
import { errorName } from '../../../app/log.ts';
import type { Log } from '../../../app/log.ts';
import type { PartitionKey, PartitionName } from '../../../app/model/identifiers.ts';
import type { ImportReport } from '../../../app/model/jobs.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { discontinuedProgress, performedProcedure } from '../../../app/worklist/import-step.ts';
import type { OutputInstance } from '../../../app/worklist/import-step.ts';
import type { Receipts } from '../receipts/receipts.ts';
import type { IndexReader } from '../index/open-index.ts';
import type { Worklist, WorkitemPath } from './worklist.ts';

/** A workitem claimed for an import. */
export interface ClaimedStep extends WorkitemPath {
  readonly transactionUID: string;
}

export interface ImportSteps {
  /** SCHEDULED → IN PROGRESS. Throws PartitionNotFound, WorkitemNotFound, InvalidWorkitem. */
  claim(partitionName: PartitionName, sopInstanceUID: string): ClaimedStep;
  /** → COMPLETED when the import came to its end, else CANCELED. A workitem that cannot follow is only logged. */
  end(step: ClaimedStep, report: ImportReport): Promise<void>;
  /** Cancels what an import of an earlier run claimed and could not end. */
  cancelInterrupted(): void;
}

export interface ImportStepPorts {
  readonly worklist: Worklist;
  readonly receipts: Pick<Receipts, 'read'>;
  readonly reader: Pick<IndexReader, 'partitions' | 'instances' | 'workitems'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

/** Below our own root: a workitem that is IN PROGRESS under it was claimed by an import of this product. */
const ownTransactions = `${implementationClassUID}.1.`;
const maxDigits = 2 ** 47;
/** Of a study; longer lists would make the workitem larger than the images' metadata. */
const maxReferences = 2000;

export function createImportSteps(ports: ImportStepPorts): ImportSteps {
  const { worklist, reader, now, log } = ports;
  const cancel = (step: ClaimedStep, receiptNumber?: number): void => {
    worklist.update(step, discontinuedProgress(now(), receiptNumber), step.transactionUID);
    worklist.changeState(step, 'CANCELED', step.transactionUID);
  };
  return {
    claim(partitionName, sopInstanceUID) {
      const partition = reader.partitions.find(partitionName);
      if (partition === undefined) throw new ArchiveError('PartitionNotFound');
      const { partitionKey } = partition;
      const transactionUID = ownTransactions + String(1 + randomInt(maxDigits));
      const step = { partitionName, partitionKey, sopInstanceUID, transactionUID };
      worklist.changeState(step, 'IN PROGRESS', transactionUID);
      return step;
    },
    async end(step, report) {
      try {
        const outputs = await outputsOf(step.partitionKey, report, ports);
        const isDone = report.job.state === 'complete' || report.job.state === 'incomplete';
        if (!isDone || outputs.length === 0) {
          cancel(step, report.receiptNumber);
          return;
        }
        const performed = performedProcedure(worklist.retrieve(step), {
          startedAtMs: Date.parse(report.job.startedAt),
          endedAtMs: now(),
          stored: report.job.counts.stored,
          ...(report.receiptNumber !== undefined && { receiptNumber: report.receiptNumber }),
          outputs,
        });
        worklist.update(step, performed, step.transactionUID);
        worklist.changeState(step, 'COMPLETED', step.transactionUID);
      } catch (error) {
        // Somebody else may have taken the workitem meanwhile; the import is what it is all the same.
        const problem = error instanceof ArchiveError ? error.code : 'ProcessingFailure';
        log.error('worklist.step.failed', { problem, error: errorName(error) });
      }
    },
    cancelInterrupted() {
      for (const { partitionKey, partitionName } of reader.partitions.list()) {
        for (const open of reader.workitems.claimedUnder(partitionKey, ownTransactions)) {
          cancel({ partitionName, partitionKey, ...open });
        }
      }
    },
  };
}

/** The studies the receipt names: what came in, and what the medium had and was here already. */
async function outputsOf(
  partitionKey: PartitionKey,
  { receiptNumber }: ImportReport,
  { receipts, reader }: ImportStepPorts,
): Promise<readonly OutputInstance[]> {
  if (receiptNumber === undefined) return [];
  const { record } = await receipts.read(receiptNumber);
  return record.patients
    .flatMap(({ studies }) => studies)
    .flatMap(({ studyInstanceUID }) =>
      reader.instances.within({ partitionKey, studyInstanceUID }).slice(0, maxReferences),
    );
}
