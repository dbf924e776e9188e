// `vestibule import --plan`: the difference an import would make.
import type { PartitionName } from '../../app/model/identifiers.ts';
import { lackingImages } from '../../app/model/media-audit.ts';
import type { ImportPlan } from '../../app/model/plan.ts';
import type { Archive } from '../archive/archive.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { countText } from './format.ts';
import { showPlanJson, showPlanTable } from './plan-report.ts';
import type { Terminal } from './terminal.ts';
import { withArchive } from './with-archive.ts';

export interface PlanRequest {
  readonly paths: readonly string[];
  readonly partitionName: PartitionName;
  readonly password?: string;
  readonly signal: AbortSignal;
}

const progressEveryMs = 250;

function planIn(archive: Archive, request: PlanRequest, terminal: Terminal): Promise<ImportPlan> {
  let shownAt = 0;
  return archive.planImport({
    ...request,
    onProgress(judged) {
      if (Date.now() - shownAt < progressEveryMs) return;
      shownAt = Date.now();
      terminal.progress(`Comparing with what is here: ${countText(judged)} files`);
    },
  });
}

export interface PlanOptions {
  readonly request: PlanRequest;
  readonly isJson: boolean;
}

/** Ends with `incomplete` when some DICOM file would not be taken in, or is not on the medium that lists it. */
export async function planCommand(
  dataDirectory: string,
  { request, isJson }: PlanOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const plan = await withArchive(dataDirectory, (archive) => planIn(archive, request, terminal));
  terminal.progress('');
  if (isJson) showPlanJson(plan, terminal);
  else showPlanTable(plan, terminal);
  const { sameImage, conflict, refused, unreadable } = plan.counts;
  const left = sameImage + conflict + refused + unreadable + lackingImages(plan.audits);
  return left === 0 ? exitCodes.done : exitCodes.incomplete;
}
