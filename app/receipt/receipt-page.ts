// A receipt on paper: one page without scripts, links or anything fetched, piece by piece, so that a long list of
// files need not be held.
import { formatPersonName, parsePersonName } from '../dicom/values/person-name.ts';
import { auditSentences, missingText } from '../media/dicomdir/audit-text.ts';
import { gapText } from '../model/gaps.ts';
import type { MediaAudit } from '../model/media-audit.ts';
import { isWholeImport, receiptNumberText } from '../model/receipt.ts';
import type {
  InstanceCounts,
  Receipt,
  ReceiptBucket,
  ReceiptFile,
  ReceiptPatient,
  ReceiptSeries,
  ReceiptStudy,
} from '../model/receipt.ts';
import { html, join } from './html.ts';
import type { Html } from './html.ts';
import { receiptStyle } from './receipt-style.ts';
import { bucketWords, mediumText, reasonOf, verdictOf } from './receipt-words.ts';

/** More rows are no paper anybody reads; the receipt's own list of files has them all. */
const rowsPrinted = 5000;
const buckets = Object.keys(bucketWords) as readonly ReceiptBucket[];

/** The page, in pieces of markup. `files` is the receipt's list. */
export async function* receiptPage(
  receipt: Receipt,
  files: AsyncIterable<ReceiptFile>,
): AsyncGenerator<string> {
  yield head(receipt).markup;
  for (const patient of receipt.record.patients) yield patientPart(patient).markup;
  yield join((receipt.record.audits ?? []).map(auditPart)).markup;
  yield* notTakenPart(files);
  yield foot(receipt).markup;
}

function head({ number, record }: Receipt): Html {
  const title = `Import receipt ${receiptNumberText(number)}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>${title}</title>
        <style>
          ${{ markup: receiptStyle }}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <span class="use">Not for primary diagnosis</span>
        </header>
        ${verdict(record)}
        <dl>
          ${fact('Partition', record.partitionName)}${fact('Medium', mediumText(record.medium))}
          ${fact('Fingerprint', record.medium.fingerprint, 'mono')}${fact('Begun', timeText(record.startedAt))}
          ${fact('Ended', timeText(record.endedAt))}${fact('Job', record.jobId, 'mono')}
        </dl>
        ${countsPart(record)}
      </body>
    </html> `;
}

function verdict(record: Receipt['record']): Html {
  const gaps = seriesOf(record).flatMap((series) => series.gaps);
  const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
  const isGreen = isWholeImport(record) && missing === 0;
  const note =
    missing === 0
      ? undefined
      : html`<p>
          ${missing} images seem to be missing from series on the medium itself; see below.
        </p>`;
  return html`<div class="verdict ${isGreen ? 'whole' : 'amber'}">
    <strong>${verdictOf(record)}</strong> ${note}${proofText(record)}
  </div>`;
}

function proofText({ verification }: Receipt['record']): Html {
  if (verification === undefined) return html`<p>Stored files were not read again.</p>`;
  const { instances, checked, damaged, missing, unreadable } = verification;
  if (instances === 0) return html`<p>Nothing new was stored.</p>`;
  const equal = checked - damaged - missing - unreadable;
  return html`<p>
    ${equal} of ${instances} stored files were read again after writing and found equal to the
    medium.
  </p>`;
}

function seriesOf({ patients }: Receipt['record']): readonly ReceiptSeries[] {
  return patients.flatMap(({ studies }) => studies.flatMap(({ series }) => series));
}

function fact(name: string, value: string | undefined, style = ''): Html {
  if (value === undefined) return html``;
  return html`<dt>${name}</dt>
    <dd class="${style}"><bdi>${value}</bdi></dd>`;
}

/** `2026-03-02T09:00:07.000Z` → `2026-03-02 09:00:07 UTC`. */
function timeText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

function countsPart({ counts, patientsDeclined }: Receipt['record']): Html {
  const rows = buckets
    .filter((bucket) => (counts[bucket] ?? 0) > 0)
    .map((bucket) => figureRow(bucketWords[bucket], counts[bucket] ?? 0));
  return html`<h2>Files of the medium</h2>
    <table>
      <tbody>
        ${join(rows)}${figureRow('All files', counts.scanned ?? 0)}
      </tbody>
    </table>
    ${patientsDeclined === undefined ? undefined : html`<p>${patientsDeclined} other patients were declined.</p>`} `;
}

function figureRow(name: string, figure: number): Html {
  return html`<tr>
    <td>${name}</td>
    <td class="figure">${figure}</td>
  </tr>`;
}

function patientPart(patient: ReceiptPatient): Html {
  const { patientName = '', patientID, issuerOfPatientID, patientBirthDate, patientSex } = patient;
  const name = formatPersonName(parsePersonName(patientName));
  return html`<h2><bdi>${name === '' ? 'Patient without a name' : name}</bdi></h2>
    <dl>
      ${fact('Patient ID', patientID)}${fact('Issued by', issuerOfPatientID)}
      ${fact('Born', dateText(patientBirthDate))}${fact('Sex', patientSex)}
    </dl>
    ${join(patient.studies.map(studyPart))} `;
}

/** What is no date stands as it is written. */
function dateText(text: string | undefined): string | undefined {
  return text?.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
}

function studyPart(study: ReceiptStudy): Html {
  const { studyDate, studyDescription, accessionNumber, studyInstanceUID, series } = study;
  const texts = [dateText(studyDate), studyDescription, accessionNumber].filter(
    (text) => text !== undefined,
  );
  return html`<h3><bdi>${texts.length === 0 ? 'Study' : texts.join(' · ')}</bdi></h3>
    <p class="mono">${studyInstanceUID}</p>
    <table>
      <thead>
        <tr>
          <th>Modality</th>
          <th class="figure">No.</th>
          <th>Series</th>
          <th class="figure">Stored</th>
          <th class="figure">Already here</th>
          <th class="figure">Other</th>
          <th>Seems to be missing</th>
        </tr>
      </thead>
      <tbody>
        ${join(series.map(seriesRow))}
      </tbody>
    </table> `;
}

function seriesRow({
  modality,
  seriesNumber,
  seriesDescription,
  counts,
  gaps,
}: ReceiptSeries): Html {
  const { stored = 0, alreadyHere = 0 } = counts;
  const missing = gaps.map(gapText).join('; ');
  return html`<tr>
    <td>${modality}</td>
    <td class="figure">${seriesNumber}</td>
    <td><bdi>${seriesDescription}</bdi></td>
    <td class="figure">${stored}</td>
    <td class="figure">${alreadyHere}</td>
    <td class="figure">${totalOf(counts) - stored - alreadyHere}</td>
    <td>${missing === '' ? undefined : html`<span class="note">${missing}</span>`}</td>
  </tr> `;
}

function totalOf(counts: InstanceCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function auditPart(audit: MediaAudit): Html {
  const missing = audit.missing.map(
    (series) => html`<p class="note">Not on the medium: <bdi>${missingText(series)}</bdi></p>`,
  );
  const sentences = auditSentences(audit).map((sentence) => html`<p><bdi>${sentence}</bdi></p>`);
  return html`<h2>Index of the medium: <bdi>${audit.path}</bdi></h2>
    ${join([...missing, ...sentences])} `;
}

async function* notTakenPart(files: AsyncIterable<ReceiptFile>): AsyncGenerator<string> {
  let rows = 0;
  for await (const file of files) {
    if (file.bucket === 'stored' || file.bucket === 'alreadyHere') continue;
    if (rows === 0) yield notTakenHead.markup;
    rows += 1;
    if (rows <= rowsPrinted) yield fileRow(file).markup;
  }
  if (rows > 0) yield '</tbody></table>\n';
  if (rows > rowsPrinted) {
    yield html`<p>
      And ${rows - rowsPrinted} more; the list of files beside the receipt names them all.
    </p>`.markup;
  }
}

const notTakenHead = html`<h2>Files that were not taken in</h2>
  <table>
    <thead>
      <tr>
        <th>File</th>
        <th>What became of it</th>
        <th>Why</th>
      </tr>
    </thead>
    <tbody></tbody>
  </table> `;

function fileRow(file: ReceiptFile): Html {
  return html`<tr>
    <td><bdi>${file.path}</bdi></td>
    <td>${bucketWords[file.bucket]}</td>
    <td>${reasonOf(file)}</td>
  </tr> `;
}

function foot({ hash, previousHash, files }: Receipt): Html {
  return html`<footer>
<dl>
${fact('SHA-256 of this receipt', hash, 'mono')}
${fact('Of the receipt before', previousHash === '' ? 'none: this is the first' : previousHash, 'mono')}
${fact(`Of the list of ${String(files.count)} files`, files.sha256, 'mono')}
</dl>
<p>The list has the SHA-256 of every stored file. <span class="mono">vestibule verify</span> compares files, list and receipt.
Not for primary diagnosis.</p>
</footer>
</body>
</html>
`;
}
