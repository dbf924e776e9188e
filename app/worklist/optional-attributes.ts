// Attributes of the modules a workitem shares with other objects: optional, but never empty (contract 8.4).
import type { Requirements, Rule } from './requirements.ts';

const all = (rule: Rule, keywords: readonly string[]): Requirements =>
  Object.fromEntries(keywords.map((keyword) => [keyword, rule]));

/**
 * PS3.3 C.12.1. Not looked into: an item of Original Attributes Sequence keeps values that were empty, and the one of
 * its source may be.
 */
const sopCommon = [
  ...['SpecificCharacterSet', 'InstanceCreationDate', 'InstanceCreationTime'],
  ...['InstanceCoercionDateTime', 'InstanceCreatorUID', 'RelatedGeneralSOPClassUID'],
  ...['OriginalSpecializedSOPClassUID', 'CodingSchemeIdentificationSequence'],
  ...['TimezoneOffsetFromUTC', 'ContributingEquipmentSequence', 'InstanceNumber'],
  ...['SOPInstanceStatus', 'SOPAuthorizationDateTime', 'SOPAuthorizationComment'],
  ...['AuthorizationEquipmentCertificationNumber', 'EncryptedAttributesSequence'],
  ...['OriginalAttributesSequence', 'HL7StructuredDocumentReferenceSequence'],
  ...['LongitudinalTemporalInformationModified', 'InstanceOriginStatus'],
];

/** PS3.3 C.2.2 and C.2.3. */
const patient = [
  ...['TypeOfPatientID', 'PatientBirthDateInAlternativeCalendar'],
  ...['PatientDeathDateInAlternativeCalendar', 'PatientAlternativeCalendar', 'PatientAge'],
  ...['Occupation', 'ConfidentialityConstraintOnPatientDataDescription', 'PatientBirthTime'],
  ...['QualityControlSubject', 'PatientInsurancePlanCodeSequence'],
  ...['PatientPrimaryLanguageCodeSequence', 'PatientSize', 'PatientWeight'],
  ...['PatientSizeCodeSequence', 'PatientAddress', 'MilitaryRank', 'BranchOfService'],
  ...['CountryOfResidence', 'RegionOfResidence', 'PatientTelephoneNumbers'],
  ...['PatientTelecomInformation', 'EthnicGroup', 'PatientReligiousPreference', 'PatientComments'],
  ...['ResponsiblePerson', 'ResponsiblePersonRole', 'ResponsibleOrganization'],
  ...['PatientSpeciesDescription', 'PatientSpeciesCodeSequence', 'PatientBreedDescription'],
  ...['PatientBreedCodeSequence', 'BreedRegistrationSequence', 'StrainDescription'],
  ...['StrainNomenclature', 'StrainCodeSequence', 'StrainAdditionalInformation'],
  ...['StrainStockSequence', 'GeneticModificationsSequence'],
];

/** PS3.3 C.2.4. */
const patientMedical = [
  ...['MedicalAlerts', 'PregnancyStatus', 'SpecialNeeds', 'Allergies', 'SmokingStatus'],
  ...['AdditionalPatientHistory', 'LastMenstrualDate', 'PatientSexNeutered'],
  ...['PatientBodyMassIndex', 'MeasuredAPDimension', 'MeasuredLateralDimension', 'PatientState'],
  ...['PertinentDocumentsSequence', 'PertinentResourcesSequence'],
  'PatientClinicalTrialParticipationSequence',
];

/** PS3.3 C.3.2, C.3.3 and C.3.4. */
const visit = [
  ...['InstitutionName', 'InstitutionAddress', 'InstitutionCodeSequence'],
  ...['InstitutionalDepartmentName', 'InstitutionalDepartmentTypeCodeSequence'],
  ...['ReasonForVisit', 'ReasonForVisitCodeSequence', 'ServiceEpisodeID'],
  ...['IssuerOfServiceEpisodeIDSequence', 'ServiceEpisodeDescription', 'VisitStatusID'],
  ...['CurrentPatientLocation', 'PatientInstitutionResidence', 'VisitComments'],
  ...['ReferringPhysicianName', 'ReferringPhysicianAddress', 'ReferringPhysicianTelephoneNumbers'],
  ...['ReferringPhysicianIdentificationSequence', 'ConsultingPhysicianName'],
  ...['ConsultingPhysicianIdentificationSequence', 'RouteOfAdmissions', 'AdmittingDate'],
  'AdmittingTime',
];

export const optionalAttributes: Requirements = {
  ...all('filledIfPresent', sopCommon),
  ...all('filledThroughout', [...patient, ...patientMedical, ...visit]),
};
