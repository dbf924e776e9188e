import type { IntlShape } from 'react-intl';
import { keywordOf } from '../../../app/dicom/dictionary.ts';
import { Tag } from '../../../app/dicom/tag.ts';

/** What people call an attribute; its keyword for those that have no field of their own. */
export function attributeLabel(intl: IntlShape, tag: string): string {
  const labels: Readonly<Record<string, string>> = {
    [Tag.PatientName]: intl.formatMessage({ id: 'correct.name', defaultMessage: 'Patient name' }),
    [Tag.PatientID]: intl.formatMessage({ id: 'correct.id', defaultMessage: 'Patient ID' }),
    [Tag.IssuerOfPatientID]: intl.formatMessage({
      id: 'correct.issuer',
      defaultMessage: 'Issuer of the ID',
    }),
    [Tag.PatientBirthDate]: intl.formatMessage({
      id: 'correct.born',
      defaultMessage: 'Birth date',
    }),
    [Tag.PatientSex]: intl.formatMessage({ id: 'correct.sex', defaultMessage: 'Sex' }),
    [Tag.AccessionNumber]: intl.formatMessage({
      id: 'correct.accession',
      defaultMessage: 'Accession number',
    }),
    [Tag.StudyDescription]: intl.formatMessage({
      id: 'correct.description',
      defaultMessage: 'Study description',
    }),
    [Tag.ReferringPhysicianName]: intl.formatMessage({
      id: 'correct.referring',
      defaultMessage: 'Referred by',
    }),
  };
  return labels[tag] ?? keywordOf(tag) ?? tag;
}
