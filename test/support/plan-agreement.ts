// What a plan says an import will do, held against what the import did.
import { expect } from 'vitest';
import type { ImportReport } from '../../app/model/jobs.ts';
import type { ImportPlan } from '../../app/model/plan.ts';

/**
 * A medium that has one instance with three contents may bring in either of them first; which of the others are copies
 * and which contradict follows from that, so the two are compared together.
 */
export function expectAgreement({ scanned, counts }: ImportPlan, { job }: ImportReport): void {
  const { stored, alreadyHere, conflict, refused, notDicom, unreadable } = job.counts;
  expect({
    scanned,
    stored: counts.new + counts.otherSeries,
    notStoredAgain: counts.alreadyHere + counts.sameImage + counts.conflict,
    ...{ refused: counts.refused, notDicom: counts.notDicom, unreadable: counts.unreadable },
  }).toEqual({
    scanned: job.counts.scanned,
    stored,
    notStoredAgain: alreadyHere + conflict,
    ...{ refused, notDicom, unreadable },
  });
}
