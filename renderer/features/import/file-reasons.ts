import type { IntlShape } from 'react-intl';
import type { ImportBucket, ImportExclusion, NonDicomKind } from '../../../app/model/jobs.ts';
import { problemText } from '../../shared/format/problem-text.ts';

/** Why a file was not stored, for a file of which nothing more particular is known. */
export function reasonOf(intl: IntlShape, { problem, nonDicomKind }: ImportExclusion): string {
  if (problem !== undefined) return problemText(intl, problem);
  return nonDicomKind === undefined ? '' : kindName(intl, nonDicomKind);
}

/** What a file that is no DICOM instance is. */
export function kindName(intl: IntlShape, kind: NonDicomKind): string {
  const names: Record<NonDicomKind, string> = {
    mediaDirectory: intl.formatMessage({
      id: 'import.kind.mediaDirectory',
      defaultMessage: 'Index of a disc (DICOMDIR)',
    }),
    viewer: intl.formatMessage({ id: 'import.kind.viewer', defaultMessage: 'Viewer program' }),
    document: intl.formatMessage({ id: 'import.kind.document', defaultMessage: 'Document' }),
    picture: intl.formatMessage({ id: 'import.kind.picture', defaultMessage: 'Ordinary picture' }),
    archive: intl.formatMessage({
      id: 'import.kind.archive',
      defaultMessage: 'Archive, not looked into',
    }),
    system: intl.formatMessage({ id: 'import.kind.system', defaultMessage: 'System file' }),
    empty: intl.formatMessage({ id: 'import.kind.empty', defaultMessage: 'Empty file' }),
    other: intl.formatMessage({ id: 'import.kind.other', defaultMessage: 'Of unknown kind' }),
  };
  return names[kind];
}

/** A bucket as a heading over its files. */
export function bucketHeading(intl: IntlShape, bucket: ImportBucket): string {
  const names: Record<ImportBucket, string> = {
    stored: intl.formatMessage({
      id: 'import.heading.stored',
      defaultMessage: 'Imported, to be looked at twice',
    }),
    alreadyHere: intl.formatMessage({
      id: 'import.heading.alreadyHere',
      defaultMessage: 'Already here',
    }),
    declined: intl.formatMessage({ id: 'import.heading.declined', defaultMessage: 'Not chosen' }),
    conflict: intl.formatMessage({ id: 'import.heading.conflict', defaultMessage: 'In conflict' }),
    refused: intl.formatMessage({ id: 'import.heading.refused', defaultMessage: 'Refused' }),
    notDicom: intl.formatMessage({
      id: 'import.heading.notDicom',
      defaultMessage: 'Not DICOM images',
    }),
    unreadable: intl.formatMessage({
      id: 'import.heading.unreadable',
      defaultMessage: 'Unreadable',
    }),
  };
  return names[bucket];
}
