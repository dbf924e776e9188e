// New versions of every instance of a study, visible all at once or not at all (contract 7.4).
import type { Provenance } from '../../../app/dicom/correction.ts';
import { valueText } from '../../../app/dicom/correction.ts';
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import type { BlobKey, PartitionKey, StudyInstanceUID } from '../../../app/model/identifiers.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import type { DerivedCache } from '../blobs/derived.ts';
import type { NewVersion, UpdateStep } from '../index/update.ts';
import type { IndexedAttribute } from '../instance-attributes.ts';
import { studyTags } from '../listing-tags.ts';
import { throwIfAborted } from '../intake/abort.ts';
import type { CommitPorts } from './commit-queue.ts';
import { discardAll, reviseInstances } from './revise-instances.ts';
import type { InstanceFailure, Revised, RevisionPorts } from './revise-instances.ts';

export interface StudyUpdateRequest extends UpdateStep {
  readonly partitionKey: PartitionKey;
  readonly studyInstanceUID: string;
  /** Valid values of text VRs, by tag. */
  readonly changes: DicomJson;
  /** Recorded in each file, with what the values were; the API's own updates record nothing. */
  readonly provenance?: Provenance;
}

export type StudyOutcome =
  | { readonly kind: 'absent' }
  | { readonly kind: 'updated'; readonly instances: number }
  /** No instance of it changed. */
  | {
      readonly kind: 'failed';
      readonly failures: readonly InstanceFailure[];
      /** When it was not a matter of single instances. */
      readonly problem?: ProblemCode;
    };

export interface UpdatePorts extends CommitPorts, RevisionPorts {
  readonly derived: DerivedCache;
  /** Deletes files of versions nobody can ask for any more, once whoever reads them now is done. */
  readonly removeLater: (blobKeys: readonly BlobKey[]) => void;
}

export interface UpdateWatch {
  readonly signal: AbortSignal;
  /** What part of the work is done, 0 to 1. */
  readonly onProgress: (part: number) => void;
}

/**
 * Instances stored meanwhile stay as they are, those removed meanwhile stay removed. Throws StorageFull,
 * StorageFailure, and Cancelled when `signal` aborts; nothing has changed then, and nothing is left behind.
 */
export async function updateStudy(
  request: StudyUpdateRequest,
  { signal, onProgress }: UpdateWatch,
  ports: UpdatePorts,
): Promise<StudyOutcome> {
  const { partitionKey, studyInstanceUID } = request;
  const instances = ports.index.reader.instances.within({ partitionKey, studyInstanceUID });
  const [first] = instances;
  if (first === undefined) return { kind: 'absent' };
  const revision = { ...request, revised: [], places: [], signal, onProgress };
  try {
    const failures = await reviseInstances(instances, revision, ports);
    throwIfAborted(signal);
    if (failures.length > 0) return { kind: 'failed', failures };
    const named = { ...request, studyInstanceUID: first.studyInstanceUID };
    return { kind: 'updated', instances: await commit(named, revision.revised, ports) };
  } finally {
    await discardAll(revision.places, ports);
  }
}

/** Files that wait for their commit in one directory flush. */
const publishedAtOnce = 256;

/** The files are durable. Bytes first, index last; the files are known as superfluous until the index adopts them. */
async function commit(
  request: StudyUpdateRequest & { readonly studyInstanceUID: StudyInstanceUID },
  revised: readonly Revised[],
  ports: UpdatePorts,
): Promise<number> {
  try {
    return await publishAndIndex(request, revised, ports);
  } catch (error) {
    const { instances } = ports.index.reader;
    const keys = revised.map(({ blob }) => blob.key);
    ports.removeLater(keys.filter((key) => !instances.blobKeys(key).has(key)));
    throw error;
  }
}

async function publishAndIndex(
  request: StudyUpdateRequest & { readonly studyInstanceUID: StudyInstanceUID },
  revised: readonly Revised[],
  { blobs, index, commitTime, onStep, derived, removeLater }: UpdatePorts,
): Promise<number> {
  const staged = revised.map(({ blob }) => blob);
  const { operationId, position, partitionKey, studyInstanceUID } = request;
  onStep('synced');
  index.writer.claimBlobs(staged.map(({ key }) => key));
  for (let start = 0; start < staged.length; start += publishedAtOnce) {
    await blobs.publish(staged.slice(start, start + publishedAtOnce));
  }
  onStep('published');
  const inOrder = [...revised].sort((a, b) => a.instance.watermark - b.instance.watermark);
  const versions = inOrder.map(toVersion);
  const indexed = indexedOf(request.changes);
  const { updated, discarded } = index.writer.updateStudy(
    { ...{ operationId, position, partitionKey, studyInstanceUID }, indexed, versions },
    commitTime(),
  );
  onStep('indexed');
  removeLater(discarded);
  await derived.forget(updated.map(({ before }) => before));
  return updated.length;
}

function toVersion({ blob, instance, facts }: Revised): NewVersion {
  const { key: blobKey, bytes, sha256 } = blob;
  return { watermark: instance.watermark, blobKey, bytes, sha256, ...facts };
}

/** What searches compare and show of the new values; an attribute without a value clears nothing. */
function indexedOf(changes: DicomJson): Record<string, IndexedAttribute> {
  const indexed: Record<string, IndexedAttribute> = {};
  for (const tag of studyTags) {
    const element = changes[tag];
    if (element === undefined) continue;
    const [text = ''] = valueText(element).split('\\');
    if (text.trim() !== '') indexed[tag] = { text: text.trim(), element };
  }
  return indexed;
}
