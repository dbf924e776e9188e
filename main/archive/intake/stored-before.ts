// Going on with an import: what it stored before it was cut short counts as stored, not as here already.
import type { InstanceUIDs } from '../../../app/model/identifiers.ts';
import type { ImportedInstance } from '../index/import-jobs.ts';
import type { Settlement } from './ledger.ts';

export interface StoredBefore {
  /** The settlement as it is to be entered. A second copy on the medium stays one that is here already. */
  settle(settlement: Settlement): Settlement;
}

export const nothingBefore: StoredBefore = { settle: (settlement) => settlement };

function keyOf({ studyInstanceUID, seriesInstanceUID, sopInstanceUID }: InstanceUIDs): string {
  return [studyInstanceUID, seriesInstanceUID, sopInstanceUID].join(' ');
}

export function storedBefore(instances: Iterable<ImportedInstance>): StoredBefore {
  const known = new Map<string, ImportedInstance>();
  for (const instance of instances) known.set(keyOf(instance), instance);
  return {
    settle(settlement) {
      const { bucket, instance, sha256 } = settlement;
      if (bucket !== 'alreadyHere' || instance === undefined) return settlement;
      const key = keyOf(instance);
      const before = known.get(key);
      if (sha256 === undefined || before?.sha256 !== sha256) return settlement;
      known.delete(key);
      return { bucket: 'stored', instance, sha256, watermark: before.watermark };
    },
  };
}
