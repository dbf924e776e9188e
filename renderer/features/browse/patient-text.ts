import type { IntlShape } from 'react-intl';
import type { StudyRow } from '../../data/rows.ts';
import { yearsBetween } from '../../shared/format/dates.ts';

/** `F · 54 years`, the age at the time of the study; what is not known leaves no trace. */
export function sexAndAge(intl: IntlShape, row: StudyRow): string {
  const age = yearsBetween(row.patientBirthDate, row.studyDate);
  const years =
    age === undefined
      ? ''
      : intl.formatMessage(
          {
            id: 'browse.age',
            defaultMessage: '{age, plural, =0 {under 1 year} one {# year} other {# years}}',
          },
          { age },
        );
  return [row.patientSex, years].filter((part) => part !== '').join(' · ');
}
