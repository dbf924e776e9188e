// Changes of the index that go through the journal, and the journal followed by an index that is behind.
import { ArchiveError } from '../../../app/problems.ts';
import type { IndexChanges, IndexWriter, OpenedIndex } from '../index/open-index.ts';
import type { Insertion, InsertResult } from '../index/insert.ts';
import type { FoundElements } from '../index/tag-documents.ts';
import { changeFormats, withoutDocuments } from './change-formats.ts';
import type { ChangeName, ChangeValues, ReadPorts } from './change-formats.ts';
import type { Journal, JournalEntry, JournalMark } from './journal.ts';

export const changeNames = Object.keys(changeFormats) as readonly ChangeName[];

type Following = Pick<OpenedIndex, 'writer' | 'mark'>;

export interface JournaledWriter extends IndexWriter {
  /**
   * `insert` once `alongside` has become durable too; the event loop goes on meanwhile. `batch` is asked for again when
   * another change comes first, because it may depend on what that one changed.
   */
  insertSoon(
    batch: () => readonly Insertion[],
    time: () => number,
    alongside: Promise<unknown>,
  ): Promise<readonly InsertResult[]>;
  /** `indexTags` without holding up the event loop. */
  indexTagsSoon(batch: readonly FoundElements[], time: () => number): Promise<void>;
}

/** The writer, with every lasting change recorded before it is made. */
export function journaled(index: Following, journal: Journal): JournaledWriter {
  const recorded = <C extends ChangeName>(name: C) => {
    const make = changeOf(index, name);
    return (...values: ChangeValues<C>) =>
      journal.record(name, changeFormats[name].write(values), (mark) =>
        index.mark.move(mark, () => make(values)),
      );
  };
  // Each has the arguments and the result of the change it is named after.
  const changes = Object.fromEntries(changeNames.map((name) => [name, recorded(name)]));
  const indexTags = changeOf(index, 'indexTags');
  return {
    ...index.writer,
    ...(changes as unknown as IndexChanges),
    insertSoon(batch, time, alongside) {
      let latest: readonly Insertion[] = [];
      return journal.recordSoon('insert', {
        values: () => {
          latest = batch();
          return [latest.map(withoutDocuments), time()] as const;
        },
        alongside,
        follow: (mark, [, atMs]) => insertAt(mark, [latest, atMs], index),
      });
    },
    indexTagsSoon: (batch, time) =>
      journal.recordSoon('indexTags', {
        values: () => [batch, time()] as ChangeValues<'indexTags'>,
        alongside: Promise.resolve(),
        follow: (mark, values) => {
          index.mark.move(mark, () => {
            indexTags(values);
          });
        },
      }),
  };
}

/** As `insert`. Rarely is one of a batch wrong; only then it is worth going carefully, which costs a third more. */
function insertAt(
  mark: JournalMark,
  batch: ChangeValues<'insert'>,
  { writer, mark: { move } }: Following,
): readonly InsertResult[] {
  try {
    return move(mark, () => writer.insertTogether(...batch));
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    return move(mark, () => writer.insert(...batch));
  }
}

/** The parameters of a change are those of its name, which the compiler cannot see through a union. */
function changeOf<C extends ChangeName>(
  { writer }: Following,
  name: C,
): (values: ChangeValues<C>) => ReturnType<IndexChanges[C]> {
  const change = writer[name] as (...values: ChangeValues<C>) => ReturnType<IndexChanges[C]>;
  return (values) => change(...values);
}

interface Ready {
  readonly entry: JournalEntry;
  readonly make: () => unknown;
}

/** Reading files is what takes time; this many entries are read ahead. */
const entriesAhead = 16;

/** Lets the index follow the entries, in order; returns how many there were. */
export async function follow(
  entries: AsyncIterable<JournalEntry>,
  index: Following,
  ports: ReadPorts & { readonly onEntry?: (entry: JournalEntry) => void },
): Promise<number> {
  let count = 0;
  for await (const { entry, make } of readAhead(entries, (entry) =>
    prepared(entry, index, ports),
  )) {
    index.mark.move(entry.mark, make);
    ports.onEntry?.(entry);
    count += 1;
  }
  return count;
}

async function prepared(entry: JournalEntry, index: Following, ports: ReadPorts): Promise<Ready> {
  const name = changeNames.find((one) => one === entry.change);
  // What only says when the journal began changes nothing.
  if (name === undefined) return { entry, make: () => undefined };
  const values = await changeFormats[name].read(entry.values, ports);
  return { entry, make: () => changeOf(index, name)(values) };
}

async function* readAhead<From, To>(
  source: AsyncIterable<From>,
  prepare: (one: From) => Promise<To>,
): AsyncGenerator<To> {
  const waiting: Promise<To>[] = [];
  for await (const one of source) {
    const next = prepare(one);
    // Whoever takes it hears of its failure; until then it must not count as unheard.
    next.catch(() => undefined);
    waiting.push(next);
    const first = waiting.length > entriesAhead ? waiting.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const one of waiting) yield await one;
}
