import { isWholeImport } from '../model/receipt.ts';
import type { ImportSummary, Receipt, ReceiptPatient } from '../model/receipt.ts';

/** More patients than this are on no medium of a patient; the receipt itself names them all. */
const patientsNamed = 100;

/** What the history shows of a receipt. */
export function summaryOf({ number, record }: Receipt): ImportSummary {
  const { jobId, partitionName, medium, endedAt, state, counts, patients } = record;
  const { scanned = 0, stored = 0, alreadyHere = 0 } = counts;
  const { conflict = 0, refused = 0, unreadable = 0 } = counts;
  const series = patients.flatMap(({ studies }) => studies.flatMap((study) => study.series));
  const gaps = series.flatMap((one) => one.gaps);
  return {
    ...{ number, jobId, partitionName, medium, endedAt, state },
    isWhole: isWholeImport(record),
    ...{ scanned, stored, alreadyHere },
    notTaken: conflict + refused + unreadable,
    patients: patients.slice(0, patientsNamed).map(nameOf),
    studies: patients.reduce((sum, { studies }) => sum + studies.length, 0),
    gaps: gaps.reduce((sum, { missing }) => sum + missing, 0),
  };
}

function nameOf({ patientName, patientID }: ReceiptPatient): ImportSummary['patients'][number] {
  return {
    ...(patientName !== undefined && { patientName }),
    ...(patientID !== undefined && { patientID }),
  };
}
