// The metadata copy (contract 2.10) of a version, made from that of the version before it.
import type { DicomJson } from '../../app/dicom/dicom-json.types.ts';
import { printDicomJson } from '../../app/dicom/print-dicom-json.ts';

/** The copy with some members exchanged or added, in tag order. */
export function changedMetadata(
  metadata: string,
  members: DicomJson,
): { readonly json: DicomJson; readonly text: string } {
  // Written by us from a DicomJson.
  const json = { ...(JSON.parse(metadata) as DicomJson), ...members };
  return { json, text: printDicomJson(json) };
}
