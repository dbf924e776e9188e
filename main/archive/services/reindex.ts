// Indexes what was stored before an extended query tag was added, beside everything else (contract 9.7).
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { Json } from '../../../app/model/operations.ts';
import type { QueryTag } from '../../../app/model/query-tags.ts';
import type { IndexReader } from '../index/open-index.ts';
import type { FoundElements } from '../index/tag-documents.ts';
import type { JournaledWriter } from '../journal/journaled.ts';
import type {
  OperationContext,
  OperationKind,
  OperationOutcome,
} from '../operations/operations.ts';

/** What a re-index operation is asked for. */
export interface ReindexInput {
  readonly paths: readonly string[];
  /** What was stored later was indexed with its insertion. */
  readonly lastWatermark: number;
}

export interface ReindexPorts {
  readonly index: {
    readonly reader: Pick<IndexReader, 'tags'>;
    readonly writer: Pick<JournaledWriter, 'indexTagsSoon' | 'finishTags'>;
  };
  /** Time of a change, milliseconds since the epoch. */
  readonly commitTime: () => number;
}

/** Instances one transaction indexes. */
const writtenAtOnce = 256;
/** Instances that are looked at before anybody else has a turn, while they are of the usual size. */
const mostReadAtOnce = 32;
/** Large metadata copies take long; fewer are read at once then. */
const longReadMs = 2;
/** After each transaction, so that those who store find the way free most of the time. */
const restMs = 12;

export function reindexKind(ports: ReindexPorts): OperationKind {
  return { type: 'reindex', run: (context) => reindex(context, ports) };
}

/** The input of an operation of this kind, written by `queryTags.add`. */
export function reindexInput(input: Json): ReindexInput {
  return input as unknown as ReindexInput;
}

async function reindex(context: OperationContext, ports: ReindexPorts): Promise<OperationOutcome> {
  const { paths, lastWatermark } = reindexInput(context.input);
  // Written below.
  let after = typeof context.checkpoint === 'number' ? context.checkpoint : 0;
  const readPage = pageReader(ports);
  while (after < lastWatermark) {
    const tags = addedTags(paths, ports);
    if (tags.length === 0) break;
    const found: FoundElements[] = [];
    for (let looked = 0; looked < writtenAtOnce && after < lastWatermark;) {
      context.signal.throwIfAborted();
      const page = readPage(tags, { after, last: lastWatermark });
      found.push(...page.found);
      looked += page.looked;
      after = page.after;
      await nextTurn();
    }
    if (found.length > 0) await ports.index.writer.indexTagsSoon(found, ports.commitTime);
    const percentComplete = Math.floor((after / lastWatermark) * 100);
    context.save({ percentComplete, checkpoint: after });
    await pause(restMs);
  }
  ports.index.writer.finishTags(paths);
  return { status: 'succeeded' };
}

/** A tag that was deleted meanwhile is not asked for any more. */
function addedTags(
  paths: readonly string[],
  { index: { reader } }: ReindexPorts,
): readonly QueryTag[] {
  return reader.tags
    .list()
    .filter(({ path, status }) => status === 'adding' && paths.includes(path));
}

interface Page {
  readonly found: readonly FoundElements[];
  readonly looked: number;
  /** The last one looked at. */
  readonly after: number;
}

/** As many at once as can be read in a moment. */
function pageReader({ index: { reader } }: ReindexPorts) {
  let limit = mostReadAtOnce;
  return (
    tags: readonly QueryTag[],
    { after, last }: { readonly after: number; readonly last: number },
  ): Page => {
    const started = performance.now();
    const page = reader.tags.findElements(tags, { after, last, limit });
    const isLong = performance.now() - started > longReadMs;
    const end = page.length < limit ? last : (page.at(-1)?.watermark ?? last);
    limit = Math.max(1, Math.min(mostReadAtOnce, isLong ? Math.floor(limit / 2) : limit * 2));
    const found = page.filter(({ elements }) => Object.keys(elements).length > 0);
    return { found, looked: page.length, after: end };
  };
}
