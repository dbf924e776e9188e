// How the difference an import would make is told: for programs as JSON lines, for people as a table.
import { mustBeConfirmed, planVerdicts } from '../../app/model/plan.ts';
import type { ImportPlan, PlanCounts, PlannedPatient, PlanVerdict } from '../../app/model/plan.ts';
import { lackingText } from '../../app/media/dicomdir/audit-text.ts';
import { lackingImages } from '../../app/model/media-audit.ts';
import { showAuditJson, showAudits } from './audit-report.ts';
import { bytesText, countText } from './format.ts';
import { concernText, identityText, showConcernsJson } from './identity-report.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

const verdictNames: Readonly<Record<PlanVerdict, string>> = {
  new: 'new',
  alreadyHere: 'already here',
  sameImage: 'same image, different header',
  conflict: 'conflict: same UID, other pixels',
  otherSeries: 'UID in another series',
  refused: 'refused',
  unreadable: 'unreadable',
  notDicom: 'not DICOM',
};

function countsText(counts: PlanCounts): string {
  const some = planVerdicts.filter((verdict) => counts[verdict] > 0);
  return some.map((verdict) => `${countText(counts[verdict])} ${verdictNames[verdict]}`).join(', ');
}

/** One line a path and a concern, then the summary. */
export function showPlanJson(plan: ImportPlan, terminal: Terminal): void {
  const { partitionName: partition, fingerprint, scanned, bytes, counts } = plan;
  for (const file of plan.files) terminal.json({ event: 'file', ...file });
  for (const patient of plan.patients) terminal.json({ event: 'patient', ...patient });
  showConcernsJson(plan.concerns, terminal);
  showAuditJson(plan.audits, terminal);
  const confirm = plan.concerns.some(mustBeConfirmed);
  const lacking = lackingImages(plan.audits);
  const medium = { fingerprint, scanned, bytes };
  terminal.json({
    event: 'plan',
    partition,
    ...medium,
    files: counts,
    confirm,
    ...(lacking > 0 && { lacking }),
  });
}

function showPatient({ identity, studies }: PlannedPatient, terminal: Terminal): void {
  terminal.line('');
  terminal.line(printable(identityText(identity)));
  for (const { studyDate, studyDescription, studyInstanceUID, series } of studies) {
    const texts = [studyDate, studyDescription, studyInstanceUID].filter(Boolean);
    terminal.line(`  ${printable(texts.join('  '))}`);
    for (const { modality, seriesNumber, seriesDescription, counts } of series) {
      const name = [modality, seriesNumber, seriesDescription].filter(Boolean).join(' ');
      terminal.line(`      ${printable(name === '' ? 'A series' : name)}: ${countsText(counts)}`);
    }
  }
}

const named: readonly PlanVerdict[] = [
  'sameImage',
  'conflict',
  'otherSeries',
  'refused',
  'unreadable',
];

export function showPlanTable(plan: ImportPlan, terminal: Terminal): void {
  for (const patient of plan.patients) showPatient(patient, terminal);
  const files = plan.files.filter(({ verdict }) => named.includes(verdict));
  if (files.length > 0) terminal.line('');
  for (const { path, verdict, details } of files) {
    terminal.line(printable(`${path}: ${[verdictNames[verdict], ...details].join('. ')}`));
  }
  if (plan.concerns.length > 0) terminal.line('');
  for (const concern of plan.concerns) terminal.line(`Look: ${printable(concernText(concern))}`);
  showAudits(plan.audits, terminal);
  terminal.line('');
  const lacking = lackingText(plan.audits);
  if (lacking !== undefined) terminal.line(lacking);
  terminal.line(
    `${countText(plan.scanned)} files, ${bytesText(plan.bytes)}: ${countsText(plan.counts)}. Nothing was written.`,
  );
}
