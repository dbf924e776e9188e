// How each change of the index stands in the journal. A new change of the index is one more entry here.
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import type { BlobKey } from '../../../app/model/identifiers.ts';
import type { StoreValidation } from '../../../app/model/store.ts';
import type { Insertion } from '../index/insert.ts';
import type { IndexChanges } from '../index/open-index.ts';
import type { InstanceAttributes } from '../instance-attributes.ts';

export type ChangeName = keyof IndexChanges;
export type ChangeValues<C extends ChangeName> = Parameters<IndexChanges[C]>;

/** What follows from the stored file, and is read from it again rather than written twice. */
export type Documents = Pick<InstanceAttributes, 'metadata' | 'listing' | 'frameTable'>;

export interface StoredFile {
  readonly blobKey: BlobKey;
  readonly validation: StoreValidation;
}

export interface ReadPorts {
  /** Undefined when the file is not there any more, or cannot be read. */
  readonly documents: (file: StoredFile) => Promise<Documents | undefined>;
}

/** Values as JSON has them, and back; `read` trusts what `write` wrote, which the journal's sums prove. */
interface ChangeFormat<C extends ChangeName> {
  write(values: ChangeValues<C>): unknown;
  read(written: unknown, ports: ReadPorts): Promise<ChangeValues<C>>;
}

function asItIs<C extends ChangeName>(): ChangeFormat<C> {
  return {
    write: (values) => values,
    read: (written) => Promise.resolve(written as ChangeValues<C>),
  };
}

export const changeFormats: { readonly [C in ChangeName]: ChangeFormat<C> } = {
  insert: {
    write: ([batch, atMs]) => [batch.map(withoutDocuments), atMs],
    async read(written, ports) {
      const [batch, atMs] = written as ChangeValues<'insert'>;
      return [await Promise.all(batch.map((one) => withDocuments(one, ports))), atMs];
    },
  },
  remove: asItIs(),
  recordImport: asItIs(),
  beginImport: asItIs(),
  endImport: asItIs(),
  undoImport: asItIs(),
  recordReceipt: asItIs(),
  startOperation: asItIs(),
  endOperation: asItIs(),
  claimBlobs: asItIs(),
  updateStudy: asItIs(),
  writeWorkitem: asItIs(),
  restore: asItIs(),
  addTags: asItIs(),
  indexTags: asItIs(),
  finishTags: asItIs(),
  setTagQueryStatus: asItIs(),
  retireTag: asItIs(),
  removeTag: asItIs(),
};

/** The insertion as the journal has it. */
export function withoutDocuments(insertion: Insertion): Insertion {
  const attributes = { ...insertion.attributes, metadata: '' };
  delete attributes.listing;
  delete attributes.frameTable;
  return { ...insertion, attributes };
}

/**
 * The insertion as it was made. A file that is gone was removed later, or is missing: then the indexed attributes
 * have to do for its metadata.
 */
export async function withDocuments(insertion: Insertion, ports: ReadPorts): Promise<Insertion> {
  const documents = (await ports.documents(insertion)) ?? { metadata: knownMetadata(insertion) };
  return { ...insertion, attributes: { ...insertion.attributes, ...documents } };
}

function knownMetadata({ attributes }: Insertion): string {
  const known: DicomJson = Object.fromEntries(
    Object.entries(attributes.indexed).map(([tag, { element }]) => [tag, element]),
  );
  return JSON.stringify(known);
}
