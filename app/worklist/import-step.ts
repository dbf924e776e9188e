// What an import says of itself in the workitem it fulfils: IHE IRWF.b, the import step of a worklist.
import type { DicomJson } from '../dicom/dicom-json.types.ts';
import { receiptNumberText } from '../model/receipt.ts';
import { itemsOf, knownTag } from './requirements.ts';
import { dateTimeText, element } from './workitem.ts';

/** A stored instance the step brought. */
export interface OutputInstance {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly sopClassUID: string;
  readonly sopInstanceUID: string;
}

export interface FinishedImport {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly stored: number;
  readonly receiptNumber?: number;
  readonly outputs: readonly OutputInstance[];
}

const scheme = '99VESTIBULE';

function code(value: string, meaning: string): DicomJson {
  return {
    ...element('CodeValue', value),
    ...element('CodingSchemeDesignator', scheme),
    ...element('CodeMeaning', meaning),
  };
}

const station = code('IMPORTER', 'Portable media importer');
const importStep = code('IMPORT', 'Import of portable media');
const interrupted = code('INTERRUPTED', 'The import did not come to its end');

/** PS3.4 CC.2.5, UPS Performed Procedure Information: what the final state COMPLETED has to say. */
export function performedProcedure(scheduled: DicomJson, done: FinishedImport): DicomJson {
  const workitemCodes = itemsOf(scheduled[knownTag('ScheduledWorkitemCodeSequence')]);
  return element('UnifiedProcedureStepPerformedProcedureSequence', {
    ...element('PerformedStationNameCodeSequence', station),
    ...element('PerformedProcedureStepStartDateTime', dateTimeText(done.startedAtMs)),
    ...element('PerformedProcedureStepEndDateTime', dateTimeText(done.endedAtMs)),
    ...element('PerformedProcedureStepDescription', descriptionOf(done)),
    ...element(
      'PerformedWorkitemCodeSequence',
      ...(workitemCodes.length > 0 ? workitemCodes : [importStep]),
    ),
    ...element('OutputInformationSequence', ...outputs(done.outputs)),
  });
}

/** LO holds 64 characters. */
function descriptionOf({ stored, receiptNumber }: FinishedImport): string {
  const receipt =
    receiptNumber === undefined ? 'no receipt' : `receipt ${receiptNumberText(receiptNumber)}`;
  return `${String(stored)} instances imported, ${receipt}`;
}

/** One item a series, as the referenced-instances macro wants it (PS3.3 table 10-3b). */
function outputs(instances: readonly OutputInstance[]): readonly DicomJson[] {
  const bySeries = new Map<string, OutputInstance[]>();
  for (const instance of instances) {
    const key = `${instance.studyInstanceUID} ${instance.seriesInstanceUID}`;
    bySeries.set(key, [...(bySeries.get(key) ?? []), instance]);
  }
  return [...bySeries.values()].flatMap((series) => {
    const [first] = series;
    return first === undefined ? [] : [outputItem(first, series)];
  });
}

function outputItem(
  { studyInstanceUID, seriesInstanceUID }: OutputInstance,
  series: readonly OutputInstance[],
): DicomJson {
  const references = series.map(({ sopClassUID, sopInstanceUID }) => ({
    ...element('ReferencedSOPClassUID', sopClassUID),
    ...element('ReferencedSOPInstanceUID', sopInstanceUID),
  }));
  return {
    ...element('TypeOfInstances', 'DICOM'),
    ...element('StudyInstanceUID', studyInstanceUID),
    ...element('SeriesInstanceUID', seriesInstanceUID),
    ...element('ReferencedSOPSequence', ...references),
  };
}

/** What the final state CANCELED has to say. */
export function discontinuedProgress(atMs: number, receiptNumber: number | undefined): DicomJson {
  const reason =
    receiptNumber === undefined
      ? 'The import did not come to its end.'
      : `The import did not come to its end: receipt ${receiptNumberText(receiptNumber)}.`;
  return element('ProcedureStepProgressInformationSequence', {
    ...element('ProcedureStepCancellationDateTime', dateTimeText(atMs)),
    ...element('ReasonForCancellation', reason),
    ...element('ProcedureStepDiscontinuationReasonCodeSequence', interrupted),
  });
}
