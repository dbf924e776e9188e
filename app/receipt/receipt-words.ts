import { lackingText } from '../media/dicomdir/audit-text.ts';
import { problems } from '../problems.ts';
import type {
  ImportRecord,
  MediumKind,
  ReceiptBucket,
  ReceiptFile,
  ReceiptMedium,
} from '../model/receipt.ts';
import type { NonDicomKind } from '../model/jobs.ts';
import { isWholeImport, mediumKinds } from '../model/receipt.ts';

/** In the order in which a receipt lists them. */
export const bucketWords: Readonly<Record<ReceiptBucket, string>> = {
  stored: 'Stored',
  alreadyHere: 'Already here, identical',
  conflict: 'Conflict: other bytes with the same UIDs are here',
  refused: 'Refused',
  unreadable: 'Unreadable',
  declined: 'Declined by the person',
  notDicom: 'Not DICOM',
};

const kindWords: Readonly<Record<NonDicomKind, string>> = {
  mediaDirectory: 'DICOMDIR, the index of the medium',
  viewer: 'viewer software',
  document: 'document',
  picture: 'picture or video',
  archive: 'archive',
  system: 'system file',
  empty: 'empty file',
  other: 'unknown format',
};

const mediumWords: Readonly<Record<MediumKind, string>> = {
  folder: 'folder',
  folders: 'several folders',
  files: 'chosen files',
  mediaDirectory: 'by its DICOMDIR',
  discImage: 'disc image',
  archive: 'archive',
  volume: 'drive or disc',
};

/** A word of an older receipt stands as it is. */
export function mediumText({ label, kind }: ReceiptMedium): string {
  const known = mediumKinds.find((one) => one === kind);
  return `${label} (${known === undefined ? kind : mediumWords[known]})`;
}

/** Why a file was not taken in, as far as it is known. */
export function reasonOf({ problem, nonDicomKind, failureReason, details }: ReceiptFile): string {
  const sentences = [
    nonDicomKind === undefined ? undefined : kindWords[nonDicomKind],
    problem === undefined ? undefined : problems[problem].message,
    ...(details ?? []),
    failureReason === undefined ? undefined : `(0008,1197) ${String(failureReason)}`,
  ];
  return sentences.filter((sentence) => sentence !== undefined && sentence !== '').join(' ');
}

/** The one sentence a person looks for. */
export function verdictOf(record: ImportRecord): string {
  if (isWholeImport(record))
    return 'Every DICOM file of the medium is in, and every stored byte is proven.';
  const { state, problem, isBalanced } = record;
  if (state === 'cancelled') return 'Incomplete: the import was cancelled.';
  if (state === 'failed') {
    return `Incomplete: the import stopped. ${problems[problem ?? 'ProcessingFailure'].message}`;
  }
  if (!isBalanced) return 'Incomplete: the numbers do not add up to the files of the medium.';
  if (state === 'incomplete') return incompleteVerdict(record);
  return 'Incomplete: what was stored has not been read again.';
}

function incompleteVerdict({ counts, audits = [] }: ImportRecord): string {
  const { conflict = 0, refused = 0, unreadable = 0 } = counts;
  const lacking = lackingText(audits);
  const isLeftOut = conflict + refused + unreadable > 0 || lacking === undefined;
  const leftOut = isLeftOut ? ['not every DICOM file of the medium could be taken in.'] : [];
  return ['Incomplete:', ...leftOut, ...(lacking === undefined ? [] : [lacking])].join(' ');
}
