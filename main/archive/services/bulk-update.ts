// Bulk update (contract chapter 7): study by study, each visible in its new version at once.
import type { Provenance } from '../../../app/dicom/correction.ts';
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import type { PartitionKey } from '../../../app/model/identifiers.ts';
import type { Json } from '../../../app/model/operations.ts';
import { ArchiveError, problems } from '../../../app/problems.ts';
import type { BulkUpdate } from '../archive.ts';
import type {
  OperationContext,
  OperationKind,
  OperationOutcome,
  Operations,
} from '../operations/operations.ts';
import { updateStudy } from './update-study.ts';
import type { StudyOutcome, UpdatePorts } from './update-study.ts';

/** What is kept of an operation across a restart; all of it is JSON. */
interface Input {
  readonly partitionKey: PartitionKey;
  readonly studyInstanceUIDs: readonly string[];
  readonly changes: DicomJson;
  readonly provenance?: Provenance;
}

interface Tally {
  studyProcessed: number;
  studyUpdated: number;
  studyFailed: number;
  instanceUpdated: number;
  readonly errors: string[];
}

/** Throws UpdateActive while another update has not ended, of whatever partition. */
export function bulkUpdateStarter(
  operations: Operations,
): (update: BulkUpdate) => { readonly operationId: string } {
  return ({ partitionKey, studyInstanceUIDs, changes, provenance }) => {
    const active = operations.active('update');
    if (active !== undefined) {
      throw new ArchiveError('UpdateActive', {
        message: `There is already an active update operation with ID '${active.operationId}'.`,
      });
    }
    const input = { partitionKey, studyInstanceUIDs, changes, provenance };
    // Made of nothing but JSON: what comes in was JSON before, and the rest are texts and numbers.
    return operations.start('update', input as unknown as Json);
  };
}

export function updateKind(ports: UpdatePorts): OperationKind {
  return { type: 'update', run: (context) => run(context, ports) };
}

/** Bears repetition: a study that is updated already counts as it did, those that failed or come next are tried. */
async function run(context: OperationContext, ports: UpdatePorts): Promise<OperationOutcome> {
  // Written by the starter above.
  const input = context.input as unknown as Input;
  const { operationId, save, signal } = context;
  const done = ports.index.reader.versions.updatedStudies(operationId);
  const tally: Tally = {
    ...{ studyProcessed: 0, studyUpdated: 0, studyFailed: 0, instanceUpdated: 0 },
    errors: [],
  };
  const total = input.studyInstanceUIDs.length;
  const { partitionKey, changes, provenance } = input;
  for (const [position, studyInstanceUID] of input.studyInstanceUIDs.entries()) {
    const request = {
      ...{ operationId, position, partitionKey, studyInstanceUID, changes },
      ...(provenance !== undefined && { provenance }),
    };
    // The contract's percentage counts studies; who corrects one of thousands of images wants to see it move.
    const onProgress = (part: number): void => {
      if (provenance === undefined) return;
      save({ percentComplete: Math.floor(((position + part) * 100) / total) });
    };
    const known = done.get(position);
    const outcome: StudyOutcome =
      known === undefined
        ? await tried(() => updateStudy(request, { signal, onProgress }, ports))
        : { kind: 'updated', instances: known };
    count(tally, studyInstanceUID, outcome);
    const percentComplete = Math.floor((tally.studyProcessed * 100) / total);
    save({ percentComplete, results: resultsOf(tally) });
  }
  const status = tally.studyFailed > 0 ? 'failed' : 'succeeded';
  return { status, results: resultsOf(tally) };
}

/** A study that could not be written has failed as a whole; whatever else goes wrong ends the operation. */
async function tried(work: () => Promise<StudyOutcome>): Promise<StudyOutcome> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.code === 'Cancelled') throw error;
    return { kind: 'failed', failures: [], problem: error.code };
  }
}

function count(tally: Tally, studyInstanceUID: string, outcome: StudyOutcome): void {
  tally.studyProcessed += 1;
  if (outcome.kind === 'absent') return;
  if (outcome.kind === 'updated') {
    tally.studyUpdated += 1;
    tally.instanceUpdated += outcome.instances;
    return;
  }
  tally.studyFailed += 1;
  const { problem } = outcome;
  const reason = problem === undefined ? '' : `: ${problems[problem].message}`;
  tally.errors.push(
    `Failed to update instances for study ${studyInstanceUID}${reason}`,
    ...outcome.failures.map(
      (failure) =>
        `Failed to update instance ${failure.sopInstanceUID}: ${problems[failure.problem].message}`,
    ),
  );
}

function resultsOf({ errors, ...counts }: Tally): Json {
  return { ...counts, ...(errors.length > 0 && { errors: [...errors] }) };
}
