// One instance of a medium against what the partition has and what the medium had before it.
import { Tag } from '../../../app/dicom/tag.ts';
import { mediumConcerns } from '../../../app/intake/identity.ts';
import type { InstanceUIDs, PartitionKey, PartitionName } from '../../../app/model/identifiers.ts';
import type {
  IdentityConcern,
  PlannedFile,
  PlannedPatient,
  PlanVerdict,
} from '../../../app/model/plan.ts';
import { identityClashes } from './identity-clashes.ts';
import type { IndexedInstance } from '../index/instances.ts';
import type { IndexReader } from '../index/open-index.ts';
import type { InspectedInstance } from '../pool/tasks.ts';

export interface ComparisonPorts {
  readonly index: Pick<IndexReader, 'partitions' | 'instances' | 'search'>;
  /** Hash of the pixel data of a stored instance; undefined when it has none or cannot be read. */
  readonly storedPixels: (
    instance: IndexedInstance,
    signal: AbortSignal,
  ) => Promise<string | undefined>;
}

type Judgement = Pick<PlannedFile, 'verdict' | 'instance' | 'sha256' | 'details'>;

export interface PlanComparison {
  /** Called in the order of the medium: of two copies the first one is the new one. */
  judge(inspected: InspectedInstance, signal: AbortSignal): Promise<Judgement>;
  concerns(patients: readonly PlannedPatient[]): readonly IdentityConcern[];
}

const secondCopy = 'It is on the medium more than once.';
const onMedium = 'Another series or study of the medium has an instance of this SOP Instance UID.';
const inPartition =
  'Another series or study of the partition has an instance of this SOP Instance UID.';

export function createPlanComparison(
  partitionName: PartitionName,
  ports: ComparisonPorts,
): PlanComparison {
  const { index } = ports;
  const partitionKey = index.partitions.find(partitionName)?.partitionKey;
  /** By SOP Instance UID, the first of each series. */
  const before = new Map<string, readonly InspectedInstance[]>();

  const verdictOf = async (
    inspected: InspectedInstance,
    signal: AbortSignal,
  ): Promise<readonly [PlanVerdict, ...string[]]> => {
    const here = partitionKey === undefined ? undefined : hereOf(partitionKey, inspected);
    if (here !== undefined) {
      if (here.hashes.includes(inspected.sha256)) return ['alreadyHere'];
      const stored = await ports.storedPixels(here.instance, signal);
      return [samePixels(inspected.pixels, stored) ? 'sameImage' : 'conflict'];
    }
    const earlier = before.get(inspected.instance.sopInstanceUID);
    if (earlier !== undefined) return againstEarlier(inspected, earlier);
    if (partitionKey !== undefined && isElsewhere(partitionKey, inspected.instance)) {
      return ['otherSeries', inPartition];
    }
    return ['new'];
  };

  const hereOf = (key: PartitionKey, { instance }: InspectedInstance) => {
    const path = { partitionKey: key, ...instance };
    const [found] = index.instances.within(path);
    if (found === undefined) return undefined;
    return { instance: found, hashes: index.instances.digests(path) };
  };

  const isElsewhere = (key: PartitionKey, { sopInstanceUID }: InstanceUIDs): boolean =>
    index.search(key, {
      level: 'instance',
      conditions: [{ tag: Tag.SOPInstanceUID, match: { kind: 'exact', value: sopInstanceUID } }],
      ...{ returnTags: [], limit: 1, offset: 0 },
    }).length > 0;

  return {
    async judge(inspected, signal) {
      const [verdict, ...details] = await verdictOf(inspected, signal);
      const { instance, sha256 } = inspected;
      const earlier = before.get(instance.sopInstanceUID) ?? [];
      if (!earlier.some((other) => isOfSameSeries(inspected, other))) {
        before.set(instance.sopInstanceUID, [...earlier, inspected]);
      }
      return { verdict, instance, sha256, details };
    },
    concerns: (patients) => [
      ...mediumConcerns(patients.map(({ identity }) => identity)),
      ...identityClashes(patients, partitionKey, index),
    ],
  };
}

function samePixels(first: string | undefined, second: string | undefined): boolean {
  return first !== undefined && first === second;
}

function isOfSameSeries(
  { instance: { studyInstanceUID, seriesInstanceUID } }: InspectedInstance,
  { instance: other }: InspectedInstance,
): boolean {
  return (
    studyInstanceUID === other.studyInstanceUID && seriesInstanceUID === other.seriesInstanceUID
  );
}

function againstEarlier(
  inspected: InspectedInstance,
  earlier: readonly InspectedInstance[],
): readonly [PlanVerdict, ...string[]] {
  const first = earlier.find((other) => isOfSameSeries(inspected, other));
  if (first === undefined) return ['otherSeries', onMedium];
  if (inspected.sha256 === first.sha256) return ['alreadyHere', secondCopy];
  return [samePixels(inspected.pixels, first.pixels) ? 'sameImage' : 'conflict', secondCopy];
}
