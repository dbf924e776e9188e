// What import and export need from the rest of the archive; open-archive.ts provides it.
import type { Readable } from 'node:stream';
import type { Log } from '../../../app/log.ts';
import type { ExportIdentifier } from '../../../app/model/export.ts';
import type {
  InstanceUIDs,
  JobId,
  PartitionKey,
  PartitionName,
} from '../../../app/model/identifiers.ts';
import type { ImportCounts } from '../../../app/model/jobs.ts';
import type { Partition } from '../../../app/model/partition.ts';
import type { StoreOutcome } from '../../../app/model/store.ts';
import type { StoreRequest } from '../archive.ts';
import type { ExportInput } from '../export/export-input.ts';
import type { AuditPorts } from '../intake/medium-notes.ts';
import type { ImportJobReader } from '../index/import-jobs.ts';
import type { IndexChanges } from '../index/open-index.ts';
import type { KnownMediumPorts } from '../intake/known-medium.ts';
import type { GuardPorts } from '../intake/identity-guard.ts';
import type { ImportEnding, ImportProof, ProveOptions } from '../receipts/prove-import.ts';
import type { ImportSteps } from '../services/import-steps.ts';
import type { TakenFile, TakeRequest } from '../services/take-file.ts';

/** One current instance as an export sees it. */
export interface ExportableInstance extends InstanceUIDs {
  /** Equal for instances that go into one patient folder; compared, never shown or written. */
  readonly patientKey: string;
  /** Series Number (0020,0011), where it is a number. */
  readonly seriesNumber?: number;
  /** Instance Number (0020,0013), where it is a number. */
  readonly instanceNumber?: number;
  readonly bytes: number;
  /** Lower-case hex of the stored bytes. */
  readonly sha256: string;
  /** Where they lie, for whoever copies them without reading them here. */
  readonly path: string;
  /** The stored bytes, unchanged. */
  open(signal: AbortSignal): Readable;
}

export interface ImportEnd {
  readonly partitionKey: PartitionKey;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly counts: ImportCounts;
}

/** What the archive remembers of imports, so that one can be gone on with or taken back. */
export interface ImportMemory extends ImportJobReader {
  readonly begin: IndexChanges['beginImport'];
  readonly end: IndexChanges['endImport'];
  /** Removes what it stored. */
  readonly undo: (jobId: JobId) => Promise<void>;
}

/** Named moments of a whole import at which a crash must lose nothing; `settled` comes once a path. */
export type ImportStep = 'listed' | 'begun' | 'settled' | 'accounted' | 'ended';

export interface JobPorts extends AuditPorts {
  readonly storeInstance: (request: StoreRequest, signal: AbortSignal) => Promise<StoreOutcome>;
  /** The shorter way for files up to `maxBytes` on a mounted medium; without it every file is streamed. */
  readonly takeFile?: {
    readonly maxBytes: number;
    /** Files will come soon. */
    prepare(): void;
    take(request: TakeRequest, signal: AbortSignal): Promise<TakenFile>;
  };
  /** Whether what lies at the paths is to be read in one stream. */
  readonly areSeeksSlow: (paths: readonly string[]) => Promise<boolean>;
  /** For the look at the patients before anything is stored. */
  readonly identity: GuardPorts;
  /** For media that came in before. */
  readonly known: KnownMediumPorts;
  readonly findPartition: (name: PartitionName) => Partition | undefined;
  /** Every current instance of a study, series or instance, in any order; empty when there is no such. */
  readonly exportableInstances: (
    partitionKey: PartitionKey,
    identifier: ExportIdentifier,
  ) => readonly ExportableInstance[];
  /** Begins an export as an operation, which is durable when this returns. */
  readonly beginExport: (input: ExportInput) => { readonly operationId: string };
  /** Remembers that an import ended; shown as the partition's last import. */
  readonly recordImport: (end: ImportEnd) => void;
  readonly imports: ImportMemory;
  /** Reads what an import stored again, and writes its receipt. Throws StorageFull or StorageFailure. */
  readonly prove: (ending: ImportEnding, options: ProveOptions) => Promise<ImportProof>;
  /** Keeps the workitem an import fulfils in step with it. */
  readonly steps: Pick<ImportSteps, 'claim' | 'end'>;
  /** Tests stop the process here; nothing happens otherwise. */
  readonly onStep: (step: ImportStep) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  /** Absolute. Nothing is exported into it, and it is never imported from. */
  readonly dataDirectory: string;
}
