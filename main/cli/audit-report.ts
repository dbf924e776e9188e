// What the DICOMDIRs of a medium say against what is on it, for programs and for people.
import { auditSentences, missingText } from '../../app/media/dicomdir/audit-text.ts';
import type { MediaAudit } from '../../app/model/media-audit.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

export function showAuditJson(audits: readonly MediaAudit[], terminal: Terminal): void {
  for (const audit of audits) terminal.json({ event: 'audit', ...audit });
}

export function showAudits(audits: readonly MediaAudit[], terminal: Terminal): void {
  if (audits.length === 0) return;
  terminal.line('');
  terminal.line('the index of the medium against what is on it:');
  for (const audit of audits) {
    terminal.line(`  ${printable(audit.path)}`);
    for (const sentence of auditSentences(audit)) terminal.line(`      ${printable(sentence)}`);
    for (const series of audit.missing) {
      terminal.line(`      not on the medium: ${printable(missingText(series))}`);
    }
  }
}
