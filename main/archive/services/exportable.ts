import type { Blobs } from '../blobs/blobs.ts';
import type { IndexReader } from '../index/open-index.ts';
import type { JobPorts } from '../jobs/ports.ts';

/** What an export writes of a study, with the patient each instance is filed under. */
export function exportableInstances({
  reader,
  blobs,
}: {
  readonly reader: IndexReader;
  readonly blobs: Blobs;
}): JobPorts['exportableInstances'] {
  return (partitionKey, identifier) =>
    reader.instances.ofPatient({ partitionKey, ...identifier }).map((instance) => {
      const { blobKey, seriesNumber, instanceNumber } = instance;
      const { bytes, sha256, patientKey } = instance;
      const { seriesInstanceUID, sopInstanceUID } = instance;
      return {
        ...{ studyInstanceUID: instance.studyInstanceUID, seriesInstanceUID, sopInstanceUID },
        ...{ patientKey, bytes, sha256 },
        ...(seriesNumber !== undefined && { seriesNumber }),
        ...(instanceNumber !== undefined && { instanceNumber }),
        path: blobs.path(blobKey),
        open: (signal) => blobs.open(blobKey, signal),
      };
    });
}
