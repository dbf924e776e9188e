// Media that came in before, by their receipts.
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import type { PartitionName } from '../../../app/model/identifiers.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { IndexReader } from '../index/open-index.ts';
import type { AboutInstance, KnownFile, KnownMediumPorts } from '../intake/known-medium.ts';
import type { Pool } from '../pool/pool.ts';
import type { Receipts } from '../receipts/receipts.ts';

export interface KnownMediaPorts {
  readonly receipts: Pick<Receipts, 'history' | 'files'>;
  readonly reader: Pick<IndexReader, 'partitions' | 'instances' | 'versions'>;
  readonly pool: Pool;
}

export function knownMedia({ receipts, reader, pool }: KnownMediaPorts): KnownMediumPorts {
  return {
    async files(fingerprint, partitionName) {
      const known = new Map<string, KnownFile>();
      const [latest] = receipts.history({ fingerprint, partitionName, limit: 1 });
      if (latest === undefined) return known;
      try {
        for await (const { path, bytes, bucket, sha256, instance } of receipts.files(
          latest.number,
        )) {
          if (bucket !== 'stored' && bucket !== 'alreadyHere') continue;
          if (sha256 === undefined || instance === undefined) continue;
          known.set(path, { bytes, sha256, instance });
        }
      } catch (error) {
        const code = error instanceof ArchiveError ? error.code : undefined;
        // Without it every file is taken for a new one, which finds the same.
        if (code !== 'ReceiptDamaged' && code !== 'ReceiptNotFound') throw error;
        known.clear();
      }
      return known;
    },
    hash: (names, signal) => pool.run('hash', { paths: names }, signal),
    about: (partitionName, file) => aboutHere(partitionName, file, reader),
  };
}

function aboutHere(
  partitionName: PartitionName,
  { instance, sha256 }: KnownFile,
  { partitions, instances, versions }: KnownMediaPorts['reader'],
): AboutInstance | undefined {
  const partition = partitions.find(partitionName);
  if (partition === undefined) return undefined;
  const path = { partitionKey: partition.partitionKey, ...instance };
  const [here] = instances.within(path);
  if (here === undefined) return undefined;
  // What came from outside is here also when it was corrected since.
  const same = here.sha256 === sha256 ? here : versions.originals(path).get(here.watermark);
  if (same?.sha256 !== sha256) return undefined;
  const patientID = patientIDIn(instances.metadata(same.watermark));
  return { sopClassUID: here.sopClassUID, ...(patientID !== undefined && { patientID }) };
}

/** Of a metadata copy, which we wrote. */
function patientIDIn(metadata: string | undefined): string | undefined {
  const json = JSON.parse(metadata ?? '{}') as DicomJson;
  const value = json[Tag.PatientID]?.Value?.[0];
  return typeof value === 'string' ? value : undefined;
}
