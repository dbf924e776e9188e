import { FormattedMessage, useIntl, type IntlShape } from 'react-intl';
import type { ImportJob } from '../../../app/model/jobs.ts';
import { problemText } from '../../shared/format/problem-text.ts';
import { dicomFiles, filesIn } from './import-figures.ts';

/** The one sentence that says how an import ended. */
export function ImportHeadline({ job }: { readonly job: ImportJob }) {
  const intl = useIntl();
  const values = { done: filesIn(job), all: dicomFiles(job), name: job.partitionName };
  if (job.state === 'failed') {
    return (
      <FormattedMessage
        id="import.result.failed"
        defaultMessage="The import stopped. {reason} {done, plural, =0 {Nothing was imported} one {# DICOM file is in {name}} other {# DICOM files are in {name}}}."
        values={{ ...values, reason: problemText(intl, job.problem ?? 'ProcessingFailure') }}
      />
    );
  }
  if (job.state === 'cancelled') {
    return (
      <FormattedMessage
        id="import.result.cancelled"
        defaultMessage="Cancelled. {done, plural, =0 {Nothing was imported} one {# DICOM file is in {name}} other {# DICOM files are in {name}}}; the rest of the medium is not."
        values={values}
      />
    );
  }
  if (values.all === 0) {
    return (
      <FormattedMessage
        id="import.result.nothing"
        defaultMessage="No DICOM images were found. Ask the sender for the images in DICOM format."
      />
    );
  }
  return (
    <FormattedMessage
      id="import.result.done"
      defaultMessage="{done, number} of {all, number} DICOM files are in {name}.{missing}"
      values={{ ...values, missing: missingText(intl, job) }}
    />
  );
}

/** What became of the DICOM files that are not in; empty when all are. */
function missingText(intl: IntlShape, { counts }: ImportJob): string {
  const parts = [
    intl.formatMessage(
      {
        id: 'import.missing.unreadable',
        defaultMessage: '{count, plural, =0 {} other {# could not be read}}',
      },
      { count: counts.unreadable },
    ),
    intl.formatMessage(
      {
        id: 'import.missing.refused',
        defaultMessage: '{count, plural, =0 {} one {# was refused} other {# were refused}}',
      },
      { count: counts.refused },
    ),
    intl.formatMessage(
      {
        id: 'import.missing.conflict',
        defaultMessage:
          '{count, plural, =0 {} one {# differs from what is stored} other {# differ from what is stored}}',
      },
      { count: counts.conflict },
    ),
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` ${intl.formatList(parts)}.`;
}
