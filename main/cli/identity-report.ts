// Whom a medium is about, and what a person has to look at before it is taken in.
import { formatPersonName, parsePersonName } from '../../app/dicom/values/person-name.ts';
import type { MediumIdentity } from '../../app/model/jobs.ts';
import type { IdentityConcern, LikenessReason, PatientIdentity } from '../../app/model/plan.ts';
import { countText } from './format.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

const reasons: Readonly<Record<LikenessReason, string>> = {
  sameName: 'have the same name',
  birthDateTypo: 'have the same name and birth dates that differ like a slip of the pen',
  sameID: 'have the same patient ID',
};

/** A patient in one line, as the header says it. */
export function identityText(identity: PatientIdentity): string {
  const { patientName = '', patientID = '', issuerOfPatientID = '' } = identity;
  const name = formatPersonName(parsePersonName(patientName));
  const issuer = issuerOfPatientID === '' ? '' : ` of ${issuerOfPatientID}`;
  const texts = [
    name === '' ? 'No name' : name,
    identity.patientBirthDate === undefined ? '' : `born ${identity.patientBirthDate}`,
    identity.patientSex ?? '',
    patientID === '' ? 'no ID' : `ID ${patientID}${issuer}`,
  ];
  return texts.filter((text) => text !== '').join(', ');
}

/** What a person has to look at, in one sentence. */
export function concernText(concern: IdentityConcern): string {
  if (concern.kind === 'severalPatients') {
    return `There are ${countText(concern.count)} patients on the medium.`;
  }
  if (concern.kind === 'nearMatch') {
    const { first, second, reason } = concern;
    return `${identityText(first)} and ${identityText(second)} ${reasons[reason]}.`;
  }
  const both = `here it is ${identityText(concern.here)}, on the medium ${identityText(concern.onMedium)}.`;
  if (concern.kind === 'idClash') return `The patient ID is somebody else's: ${both}`;
  return `The study ${concern.studyInstanceUID} is another patient's: ${both}`;
}

export function showConcernsJson(concerns: readonly IdentityConcern[], terminal: Terminal): void {
  for (const { kind, ...concern } of concerns) {
    terminal.json({ event: 'concern', concern: kind, ...concern });
  }
}

export function showIdentityJson({ patients, concerns }: MediumIdentity, terminal: Terminal): void {
  for (const patient of patients) terminal.json({ event: 'patient', ...patient });
  showConcernsJson(concerns, terminal);
}

/** The patients with their number of studies, then what is odd about them. */
export function showIdentity({ patients, concerns }: MediumIdentity, terminal: Terminal): void {
  for (const { identity, studies } of patients) {
    const count = studies.length === 1 ? '1 study' : `${countText(studies.length)} studies`;
    terminal.line(`${printable(identityText(identity))}: ${count}`);
  }
  terminal.line('');
  for (const concern of concerns) terminal.line(`Look: ${printable(concernText(concern))}`);
  terminal.line('');
}
