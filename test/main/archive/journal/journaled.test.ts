import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { journalStart, openJournal } from '../../../../main/archive/journal/journal.ts';
import { journaled } from '../../../../main/archive/journal/journaled.ts';
import { insertion } from '../../../support/instance-attributes.ts';
import { temporaryFolder } from '../../../support/temporary-archive.ts';
import { keyOf, temporaryIndex } from '../../../support/temporary-index.ts';

it('stores the others of a batch when one of them cannot be written, and is as far as the journal', async () => {
  const path = join(await temporaryFolder(), 'journal.jsonl');
  await fs.writeFile(path, '');
  const index = await temporaryIndex();
  const journal = openJournal(path, journalStart);
  const writer = journaled(index, journal);
  // No such number goes into a column of integers.
  const wrong = { ...insertion({ study: '1.2.9' }), bytes: 0.5 };
  const batch = [insertion(), wrong, insertion()];
  const results = await writer.insertSoon(
    () => batch,
    () => 0,
    Promise.resolve(),
  );
  journal.close();
  expect(results.map(({ kind }) => kind)).toEqual(['inserted', 'failed', 'inserted']);
  const partitionKey = keyOf(index);
  const countOf = (studyInstanceUID: string) =>
    index.reader.instances.within({ partitionKey, studyInstanceUID }).length;
  expect([countOf('1.2.1'), countOf('1.2.9')]).toEqual([2, 0]);
  expect(index.mark.get()).toEqual(journal.end);
});
