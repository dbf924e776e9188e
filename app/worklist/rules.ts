// Attributes of a workitem by operation: PS3.4 table CC.2.5-3, as the contract restates it (8.4, 8.6, 8.7).
import { optionalAttributes } from './optional-attributes.ts';
import type { Requirement, Requirements, Rule } from './requirements.ts';

const sequence = (rule: Rule, items: Requirements): Requirement => ({ rule, items });

const codeItem: Requirements = {
  CodeMeaning: 'filled',
  CodeValue: 'filledIfPresent',
  CodingSchemeDesignator: 'filledIfPresent',
  CodingSchemeVersion: 'filledIfPresent',
  LongCodeValue: 'filledIfPresent',
  URNCodeValue: 'filledIfPresent',
};

/** What the modules beside the workitem's own may say, unless a rule says otherwise. */
const withOptional = (rules: Requirements): Requirements => ({ ...optionalAttributes, ...rules });

const codes = (rule: Rule): Requirement => sequence(rule, codeItem);

const referencedInstances: Requirements = {
  TypeOfInstances: 'filled',
  ReferencedSOPSequence: sequence('filled', {
    ReferencedSOPClassUID: 'filled',
    ReferencedSOPInstanceUID: 'filled',
  }),
  StudyInstanceUID: 'filledIfPresent',
  SeriesInstanceUID: 'filledIfPresent',
  DICOMRetrievalSequence: 'filledIfPresent',
  DICOMMediaRetrievalSequence: 'filledIfPresent',
  WADORetrievalSequence: 'filledIfPresent',
  XDSRetrievalSequence: 'filledIfPresent',
};

const processingParameter: Requirements = {
  ValueType: 'filled',
  ConceptNameCodeSequence: codes('filled'),
  DateTime: 'filledIfPresent',
  Date: 'filledIfPresent',
  Time: 'filledIfPresent',
  PersonName: 'filledIfPresent',
  UID: 'filledIfPresent',
  TextValue: 'filledIfPresent',
  ConceptCodeSequence: codes('filledIfPresent'),
  NumericValue: 'filledIfPresent',
  MeasurementUnitsCodeSequence: codes('filledIfPresent'),
  ReferencedSOPSequence: 'filledIfPresent',
};

const humanPerformer: Requirements = {
  HumanPerformerCodeSequence: codes('filled'),
  HumanPerformerName: 'filled',
  HumanPerformerOrganization: 'filled',
};

const issuerQualifiers: Requirements = {
  UniversalEntityID: 'present',
  IdentifierTypeCode: 'present',
  AssigningFacilitySequence: 'present',
  AssigningJurisdictionCodeSequence: 'present',
  AssigningAgencyOrDepartmentCodeSequence: 'present',
};

const otherPatientID: Requirements = {
  PatientID: 'filled',
  IssuerOfPatientID: 'present',
  IssuerOfPatientIDQualifiersSequence: sequence('present', issuerQualifiers),
};

const request: Requirements = {
  StudyInstanceUID: 'filled',
  AccessionNumber: 'present',
  IssuerOfAccessionNumberSequence: 'present',
  OrderPlacerIdentifierSequence: 'present',
  OrderFillerIdentifierSequence: 'present',
  RequestedProcedureID: 'present',
  RequestedProcedureDescription: 'present',
  RequestedProcedureCodeSequence: 'present',
};

const replacedStep: Requirements = {
  ReferencedSOPClassUID: 'filled',
  ReferencedSOPInstanceUID: 'filled',
};

const outputDestination: Requirements = {
  DICOMStorageSequence: 'filledIfPresent',
  STOWRSStorageSequence: 'filledIfPresent',
  XDSStorageSequence: 'filledIfPresent',
};

const noProgressYet: Requirements = {
  ProcedureStepProgress: 'absent',
  ProcedureStepProgressDescription: 'absent',
  ProcedureStepProgressParametersSequence: 'absent',
  ProcedureStepCommunicationsURISequence: 'absent',
  ProcedureStepCancellationDateTime: 'absent',
  ReasonForCancellation: 'absent',
  ProcedureStepDiscontinuationReasonCodeSequence: 'absent',
};

const nothingPerformedYet: Requirements = {
  ActualHumanPerformersSequence: 'absent',
  PerformedStationNameCodeSequence: 'absent',
  PerformedStationClassCodeSequence: 'absent',
  PerformedStationGeographicLocationCodeSequence: 'absent',
  PerformedWorkitemCodeSequence: 'absent',
  PerformedProcedureStepStartDateTime: 'absent',
  PerformedProcedureStepEndDateTime: 'absent',
  PerformedProcedureStepDescription: 'absent',
  CommentsOnThePerformedProcedureStep: 'absent',
  PerformedProcessingParametersSequence: 'absent',
  OutputInformationSequence: 'absent',
};

/**
 * Checked after the server has set its own attributes. Patient's birth date, sex and the admission attributes may be
 * empty, as the Standard has it.
 */
export const createRules: Requirements = withOptional({
  TransactionUID: 'empty',
  SOPInstanceUID: 'filled',
  ScheduledProcedureStepPriority: 'filled',
  ProcedureStepLabel: 'filled',
  ScheduledProcessingParametersSequence: sequence('present', processingParameter),
  ScheduledStationNameCodeSequence: codes('present'),
  ScheduledStationClassCodeSequence: codes('present'),
  ScheduledStationGeographicLocationCodeSequence: codes('present'),
  ScheduledHumanPerformersSequence: sequence('any', humanPerformer),
  ScheduledProcedureStepStartDateTime: 'filled',
  ExpectedCompletionDateTime: 'filledIfPresent',
  ScheduledProcedureStepExpirationDateTime: 'filledIfPresent',
  ScheduledWorkitemCodeSequence: codes('present'),
  CommentsOnTheScheduledProcedureStep: 'present',
  InputReadinessState: 'filled',
  InputInformationSequence: sequence('present', referencedInstances),
  StudyInstanceUID: 'filledIfPresent',
  OutputDestinationSequence: sequence('filledIfPresent', outputDestination),
  PatientName: 'present',
  PatientID: 'filledIfPresent',
  IssuerOfPatientID: 'present',
  IssuerOfPatientIDQualifiersSequence: sequence('present', issuerQualifiers),
  OtherPatientIDsSequence: sequence('present', otherPatientID),
  PatientBirthDate: 'present',
  PatientSex: 'present',
  AdmissionID: 'present',
  IssuerOfAdmissionIDSequence: 'present',
  AdmittingDiagnosesDescription: 'present',
  AdmittingDiagnosesCodeSequence: codes('present'),
  ReferencedRequestSequence: sequence('present', request),
  ReplacedProcedureStepSequence: sequence('filledIfPresent', replacedStep),
  ProcedureStepProgressInformationSequence: sequence('present', noProgressYet),
  UnifiedProcedureStepPerformedProcedureSequence: sequence('present', nothingPerformedYet),
});

const performed: Requirements = {
  PerformedStationNameCodeSequence: codes('filledIfPresent'),
  PerformedStationClassCodeSequence: codes('filledIfPresent'),
  PerformedWorkitemCodeSequence: codes('filledIfPresent'),
  OutputInformationSequence: sequence('present', referencedInstances),
};

export const updateRules: Requirements = withOptional({
  SOPClassUID: 'absent',
  SOPInstanceUID: 'absent',
  PatientName: 'absent',
  PatientID: 'absent',
  IssuerOfPatientID: 'absent',
  IssuerOfPatientIDQualifiersSequence: 'absent',
  PatientBirthDate: 'absent',
  PatientSex: 'absent',
  AdmissionID: 'absent',
  IssuerOfAdmissionIDSequence: 'absent',
  AdmittingDiagnosesDescription: 'absent',
  AdmittingDiagnosesCodeSequence: 'absent',
  ReferencedRequestSequence: 'absent',
  ReplacedProcedureStepSequence: 'absent',
  ProcedureStepState: 'absent',
  ScheduledProcedureStepPriority: 'filledIfPresent',
  ProcedureStepLabel: 'filledIfPresent',
  WorklistLabel: 'filledIfPresent',
  ScheduledProcessingParametersSequence: sequence('filledIfPresent', processingParameter),
  ScheduledStationNameCodeSequence: codes('filledIfPresent'),
  ScheduledStationClassCodeSequence: codes('filledIfPresent'),
  ScheduledStationGeographicLocationCodeSequence: codes('filledIfPresent'),
  ScheduledHumanPerformersSequence: sequence('filledIfPresent', humanPerformer),
  ScheduledProcedureStepStartDateTime: 'filledIfPresent',
  ExpectedCompletionDateTime: 'filledIfPresent',
  ScheduledProcedureStepExpirationDateTime: 'filledIfPresent',
  ScheduledWorkitemCodeSequence: codes('filledIfPresent'),
  CommentsOnTheScheduledProcedureStep: 'filledIfPresent',
  InputReadinessState: 'filledIfPresent',
  InputInformationSequence: sequence('filledIfPresent', referencedInstances),
  StudyInstanceUID: 'filledIfPresent',
  OutputDestinationSequence: sequence('filledIfPresent', outputDestination),
  OtherPatientIDsSequence: sequence('filledIfPresent', otherPatientID),
  ProcedureStepProgressInformationSequence: 'filledIfPresent',
  UnifiedProcedureStepPerformedProcedureSequence: sequence('filledIfPresent', performed),
});

const finalRules: Requirements = {
  SOPClassUID: 'filled',
  SOPInstanceUID: 'filled',
  ScheduledProcedureStepPriority: 'filled',
  ScheduledProcedureStepModificationDateTime: 'filled',
  ScheduledProcedureStepStartDateTime: 'filled',
  InputReadinessState: 'filled',
  ProcedureStepState: 'filled',
};

/** What the workitem must say before it may end. */
export const finalStateRules: Readonly<Record<'COMPLETED' | 'CANCELED', Requirements>> = {
  COMPLETED: {
    ...finalRules,
    UnifiedProcedureStepPerformedProcedureSequence: sequence('filled', {
      PerformedStationNameCodeSequence: 'filled',
      PerformedProcedureStepStartDateTime: 'filled',
      PerformedWorkitemCodeSequence: 'filled',
      PerformedProcedureStepEndDateTime: 'filled',
      OutputInformationSequence: 'filled',
    }),
  },
  CANCELED: {
    ...finalRules,
    ProcedureStepProgressInformationSequence: sequence('filled', {
      ProcedureStepCancellationDateTime: 'filled',
      ProcedureStepDiscontinuationReasonCodeSequence: 'filled',
    }),
  },
};
