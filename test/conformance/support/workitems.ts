// A workitem that may be created, with the attributes every creator has to send, and what ends may say.
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { element } from '../../../app/worklist/workitem.ts';

const empty = [
  ...['TransactionUID', 'IssuerOfPatientID', 'IssuerOfPatientIDQualifiersSequence'],
  ...['OtherPatientIDsSequence', 'CommentsOnTheScheduledProcedureStep'],
  ...['ScheduledWorkitemCodeSequence', 'InputInformationSequence'],
  ...['ScheduledStationNameCodeSequence', 'ScheduledStationClassCodeSequence'],
  ...['ScheduledStationGeographicLocationCodeSequence', 'ReferencedRequestSequence'],
  ...['ProcedureStepProgressInformationSequence', 'WorklistLabel'],
  ...['ScheduledProcessingParametersSequence', 'UnifiedProcedureStepPerformedProcedureSequence'],
];

/** Without SOP Instance UID; `changes` replaces attributes. */
export function workitem(changes: DicomJson = {}): DicomJson {
  return Object.assign({}, ...empty.map((keyword) => element(keyword)), {
    ...element('AdmittingDiagnosesDescription', 'n/a'),
    ...element('AdmittingDiagnosesCodeSequence', element('CodeMeaning', 'none')),
    ...element('PatientName', { Alphabetic: 'Doe^Jane' }),
    ...element('PatientID', '77'),
    ...element('PatientBirthDate', '19700101'),
    ...element('PatientSex', 'F'),
    ...element('AdmissionID', 'ADM1'),
    ...element('IssuerOfAdmissionIDSequence', {}),
    ...element('ScheduledProcedureStepStartDateTime', '20240504093000'),
    ...element('InputReadinessState', 'READY'),
    ...element('ScheduledProcedureStepPriority', 'MEDIUM'),
    ...element('ProcedureStepLabel', 'Import of outside images'),
    ...changes,
  }) as DicomJson;
}

const code = { ...element('CodeValue', '1'), ...element('CodeMeaning', 'One') };

export const completedDetails = element('UnifiedProcedureStepPerformedProcedureSequence', {
  ...element('PerformedStationNameCodeSequence', code),
  ...element('PerformedProcedureStepStartDateTime', '20240504093000'),
  ...element('PerformedWorkitemCodeSequence', code),
  ...element('PerformedProcedureStepEndDateTime', '20240504094500'),
  ...element('OutputInformationSequence', {
    ...element('TypeOfInstances', 'DICOM'),
    ...element('ReferencedSOPSequence', {
      ...element('ReferencedSOPClassUID', '1.2.840.10008.5.1.4.1.1.2'),
      ...element('ReferencedSOPInstanceUID', '1.2.3.4'),
    }),
  }),
});

export const canceledDetails = element('ProcedureStepProgressInformationSequence', {
  ...element('ProcedureStepCancellationDateTime', '20240504094500'),
  ...element('ProcedureStepDiscontinuationReasonCodeSequence', code),
});
