// A power cut may come between the line of a batch and the names of its files: nobody was told of that batch.
import type { BlobKey } from '../../../app/model/identifiers.ts';
import type { ChangeValues } from './change-formats.ts';
import type { JournalEntry } from './journal.ts';

/**
 * All entries but a last one whose files are not all there. One before it is whole whatever became of its files
 * since: the next line is written only after they were durable.
 */
export async function* finished(
  entries: AsyncIterable<JournalEntry>,
  isStored: (blobKey: BlobKey) => boolean,
): AsyncGenerator<JournalEntry> {
  let last: JournalEntry | undefined;
  for await (const entry of entries) {
    if (last !== undefined) yield last;
    last = entry;
  }
  if (last !== undefined && isWhole(last, isStored)) yield last;
}

function isWhole({ change, values }: JournalEntry, isStored: (key: BlobKey) => boolean): boolean {
  if (change !== 'insert') return true;
  // Written by the format of this change.
  const [batch] = values as ChangeValues<'insert'>;
  return batch.every(({ blobKey }) => isStored(blobKey));
}
