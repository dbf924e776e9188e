// How the end of an import is told: for programs as JSON lines, for people as a calm table.
import { importBuckets } from '../../app/model/jobs.ts';
import type {
  GapNote,
  ImportBucket,
  ImportExclusion,
  ImportJob,
  ImportReport,
  NonDicomKind,
} from '../../app/model/jobs.ts';
import { lackingText } from '../../app/media/dicomdir/audit-text.ts';
import { lackingImages } from '../../app/model/media-audit.ts';
import { gapText } from '../../app/model/gaps.ts';
import { receiptNumberText } from '../../app/model/receipt.ts';
import { problems } from '../../app/problems.ts';
import { showAuditJson, showAudits } from './audit-report.ts';
import { countText, secondsText } from './format.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

const bucketNames: Readonly<Record<ImportBucket, string>> = {
  stored: 'stored',
  alreadyHere: 'already here',
  declined: 'not chosen',
  conflict: 'conflict',
  refused: 'refused',
  notDicom: 'not DICOM',
  unreadable: 'unreadable',
};

const kindNames: Readonly<Record<NonDicomKind, string>> = {
  mediaDirectory: 'DICOMDIR',
  viewer: 'viewer software',
  document: 'document',
  picture: 'picture or video',
  archive: 'archive (not opened)',
  system: 'system file',
  empty: 'empty file',
  other: 'unknown format',
};

/** Why a file was not stored, in one line. */
function reasonOf(exclusion: ImportExclusion): string {
  const { bucket, problem, nonDicomKind, details } = exclusion;
  const general = {
    alreadyHere: 'The same bytes are already stored.',
    declined: problems[problem ?? 'NotSelected'].message,
    conflict: 'Other bytes with the same UIDs are already stored in this partition.',
    refused: problems[problem ?? 'InvalidInstance'].message,
    notDicom: `Not a DICOM instance: ${kindNames[nonDicomKind ?? 'other']}.`,
    unreadable: details.length > 0 ? '' : problems.SourceUnreadable.message,
  }[bucket];
  return [general, ...details].filter(Boolean).join(' ');
}

/** One line for every file that was not stored, then the summary. */
export function showImportJson(report: ImportReport, terminal: Terminal): void {
  const { job, balanced, exclusions, remarks } = report;
  for (const exclusion of exclusions) {
    const { path, bucket, problem, failureReason, nonDicomKind } = exclusion;
    const codes = { problem, failureReason, nonDicomKind };
    terminal.json({ event: 'file', path, bucket, reason: reasonOf(exclusion), ...codes });
  }
  for (const { path, details } of remarks) {
    terminal.json({ event: 'remark', path, reason: details.join(' ') });
  }
  for (const { gap, ...series } of report.gaps) terminal.json({ event: 'gap', ...series, ...gap });
  showAuditJson(report.audits, terminal);
  const { jobId, partitionName: partition, seconds } = job;
  const { declined, ...counts } = job.counts;
  // Whoever reads summaries need not know of a bucket that only a choice fills.
  const files = { ...counts, ...(declined > 0 && { declined }) };
  const { receiptNumber: receipt, verification } = report;
  const verified = verification?.checked;
  const lacking = lackingImages(report.audits);
  const proof = { verified, receipt, job: jobId, ...(lacking > 0 && { lacking }) };
  terminal.json({ event: 'summary', partition, files, balanced, seconds, ...proof });
}

/** Buckets whose files belong to the patient's data come first and are named in full. */
const namedInFull: readonly ImportBucket[] = ['unreadable', 'refused', 'conflict'];
const namedAtMost = 20;

function showNames(report: ImportReport, terminal: Terminal): void {
  for (const bucket of namedInFull) {
    const those = report.exclusions.filter((exclusion) => exclusion.bucket === bucket);
    if (those.length === 0) continue;
    terminal.line('');
    terminal.line(`${bucketNames[bucket]}:`);
    for (const exclusion of those) {
      terminal.line(`  ${printable(exclusion.path)}`);
      terminal.line(`      ${printable(reasonOf(exclusion))}`);
    }
  }
}

function showRemarks({ remarks }: ImportReport, terminal: Terminal): void {
  if (remarks.length === 0) return;
  terminal.line('');
  terminal.line('stored, but look at them twice:');
  for (const { path, details } of remarks) {
    terminal.line(`  ${printable(path)}`);
    for (const detail of details) terminal.line(`      ${printable(detail)}`);
  }
}

/** Numbers and texts of a series as far as it has them. */
function seriesName({ modality, seriesNumber, seriesDescription }: GapNote): string {
  const texts = [modality, seriesNumber, seriesDescription].filter((text) => text !== undefined);
  return texts.length === 0 ? 'A series' : texts.join(' ');
}

function showGaps({ gaps }: ImportReport, terminal: Terminal): void {
  if (gaps.length === 0) return;
  terminal.line('');
  terminal.line('seems to be missing on the medium:');
  for (const note of gaps) {
    terminal.line(`  ${printable(`${seriesName(note)}: ${gapText(note.gap)}`)}`);
  }
}

function showProof({ receiptNumber, verification }: ImportReport, terminal: Terminal): void {
  terminal.line('');
  if (verification !== undefined) {
    const { checked, instances } = verification;
    const equal = checked - verification.damaged - verification.missing - verification.unreadable;
    terminal.line(
      `${countText(equal)} of ${countText(instances)} stored files read again and found equal.`,
    );
  }
  if (receiptNumber === undefined) terminal.line('No receipt could be written.');
  else terminal.line(`Receipt ${receiptNumberText(receiptNumber)}.`);
}

function byKind(files: readonly ImportExclusion[]): ReadonlyMap<NonDicomKind, ImportExclusion[]> {
  const groups = new Map<NonDicomKind, ImportExclusion[]>();
  for (const file of files) {
    const kind = file.nonDicomKind ?? 'other';
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, [file]);
    else group.push(file);
  }
  return groups;
}

function showOtherFiles(report: ImportReport, terminal: Terminal): void {
  const others = byKind(report.exclusions.filter(({ bucket }) => bucket === 'notDicom'));
  if (others.size === 0) return;
  terminal.line('');
  terminal.line('not DICOM:');
  for (const [kind, files] of others) {
    terminal.line(`  ${kindNames[kind]}: ${countText(files.length)}`);
    for (const { path, details } of files.slice(0, namedAtMost)) {
      terminal.line(`      ${printable([path, ...details].join('  '))}`);
    }
    const rest = files.length - namedAtMost;
    if (rest > 0) terminal.line(`      and ${countText(rest)} more (--json names them all)`);
  }
}

function headline({ job, audits }: ImportReport): string {
  const where = `partition ${job.partitionName}, ${secondsText(job.seconds)}`;
  const { state, problem } = job;
  if (state === 'complete') return `Import complete: ${where}.`;
  if (state === 'incomplete') return incompleteHeadline(job, lackingText(audits), where);
  if (state === 'cancelled') return `Import cancelled: ${where}. What was stored stays.`;
  return `Import stopped: ${where}. ${problems[problem ?? 'ProcessingFailure'].message}`;
}

function incompleteHeadline(
  { counts: { conflict, refused, unreadable } }: ImportJob,
  lacking: string | undefined,
  where: string,
): string {
  const isLeftOut = conflict + refused + unreadable > 0 || lacking === undefined;
  const head = isLeftOut
    ? `Import ended, but not every file is in: ${where}.`
    : `Import ended, but the medium is not complete: ${where}.`;
  return lacking === undefined ? head : `${head}\n${lacking}`;
}

/** The buckets, then the names of what was not imported. */
export function showImportTable(report: ImportReport, terminal: Terminal): void {
  const { counts } = report.job;
  terminal.line(headline(report));
  terminal.line('');
  const rows: readonly (readonly [string, number])[] = [
    ['files', counts.scanned],
    ...importBuckets.map((bucket) => [bucketNames[bucket], counts[bucket]] as const),
  ];
  for (const [name, count] of rows) {
    terminal.line(`  ${name.padEnd(14)}${countText(count).padStart(10)}`);
  }
  if (!report.balanced) terminal.line('  Not every file was reached.');
  showNames(report, terminal);
  showRemarks(report, terminal);
  showGaps(report, terminal);
  showAudits(report.audits, terminal);
  showOtherFiles(report, terminal);
  showProof(report, terminal);
}
