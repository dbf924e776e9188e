// Identity in the archive. Text becomes one of these branded types once, at the door.

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

export type PartitionKey = Branded<number, 'PartitionKey'>;
export type PartitionName = Branded<string, 'PartitionName'>;
export type StudyInstanceUID = Branded<string, 'StudyInstanceUID'>;
export type SeriesInstanceUID = Branded<string, 'SeriesInstanceUID'>;
export type SOPInstanceUID = Branded<string, 'SOPInstanceUID'>;
/** Ascending number of one stored version of one instance; also orders the change feed. */
export type Watermark = Branded<number, 'Watermark'>;
export type JobId = Branded<string, 'JobId'>;
/** Opaque random name of a stored file. Never derived from anything a medium says. */
export type BlobKey = Branded<string, 'BlobKey'>;

/** The three UIDs of an instance; unique only together with its partition. */
export interface InstanceUIDs {
  readonly studyInstanceUID: StudyInstanceUID;
  readonly seriesInstanceUID: SeriesInstanceUID;
  readonly sopInstanceUID: SOPInstanceUID;
}

export interface InstanceIdentity extends InstanceUIDs {
  readonly partitionKey: PartitionKey;
}

/** Same instance of the same partition: equal UIDs in two partitions are two instances. */
export function sameInstance(a: InstanceIdentity, b: InstanceIdentity): boolean {
  return (
    a.partitionKey === b.partitionKey &&
    a.studyInstanceUID === b.studyInstanceUID &&
    a.seriesInstanceUID === b.seriesInstanceUID &&
    a.sopInstanceUID === b.sopInstanceUID
  );
}
