// Extended query tags: adding, showing, switching and deleting them (contract chapter 9).
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NewOperation } from '../../../app/model/operations.ts';
import { mostTags } from '../../../app/model/query-tags.ts';
import type { QueryTag, TagDefinition } from '../../../app/model/query-tags.ts';
import { errorName } from '../../../app/log.ts';
import type { Log } from '../../../app/log.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { Archive, QueryTagState } from '../archive.ts';
import type { IndexReader, IndexWriter } from '../index/open-index.ts';
import type { Operations } from '../operations/operations.ts';
import { reindexInput } from './reindex.ts';
import type { Running } from './running.ts';

export interface QueryTagPorts {
  readonly reader: Pick<IndexReader, 'tags'>;
  readonly writer: Pick<
    IndexWriter,
    'addTags' | 'setTagQueryStatus' | 'retireTag' | 'trimTag' | 'removeTag'
  >;
  readonly operations: Pick<Operations, 'start' | 'active'>;
  readonly log: Log;
}

type QueryTagService = Archive['queryTags'];

function queryTagService(ports: QueryTagPorts): QueryTagService {
  const { reader, writer, operations } = ports;
  const existing = (path: string): QueryTag => {
    const tag = reader.tags.find(path);
    if (tag !== undefined) return tag;
    throw new ArchiveError('QueryTagNotFound', {
      message: `The specified extended query tag with tag path ${path} cannot be found.`,
    });
  };
  return {
    find: (path) => reader.tags.find(path),
    hasErrors: (tagKey) => reader.tags.hasErrors(tagKey),
    list: ({ offset, limit }) => {
      const stateOf = stateReader(ports);
      return reader.tags
        .list()
        .slice(offset, offset + limit)
        .map(stateOf);
    },
    state: (path) => stateReader(ports)(existing(path)),
    activeReindex: () => operations.active('reindex')?.operationId,
    add: (tags) => addTags(tags, ports),
    setQueryStatus(path, queryStatus) {
      writer.setTagQueryStatus(existing(path).tagKey, queryStatus);
      return stateReader(ports)(existing(path));
    },
    remove: (path) => removeTag(existing(path), ports),
    errors: (path, page) => reader.tags.errors(existing(path).tagKey, page),
  };
}

function stateReader({ reader, operations }: QueryTagPorts): (tag: QueryTag) => QueryTagState {
  const active = operations.active('reindex');
  const paths = active === undefined ? [] : reindexInput(active.input).paths;
  return (tag) => ({
    ...tag,
    errorCount: reader.tags.countErrors(tag.tagKey),
    ...(active !== undefined &&
      tag.status === 'adding' &&
      paths.includes(tag.path) && { operationId: active.operationId }),
  });
}

/**
 * Nothing else happens between looking and adding, so that two requests cannot both find the way free, and what is
 * stored meanwhile is either there already or indexed with its insertion.
 */
function addTags(
  tags: readonly TagDefinition[],
  { reader, writer, operations }: QueryTagPorts,
): ReturnType<QueryTagService['add']> {
  const active = operations.active('reindex');
  if (active !== undefined) return { kind: 'active', operationId: active.operationId };
  const known = reader.tags.list();
  const paths = tags.map(({ path }) => path);
  if (known.some(({ path }) => paths.includes(path))) throw new ArchiveError('QueryTagExists');
  if (known.length + tags.length > mostTags) {
    throw new ArchiveError('InvalidRequest', {
      message: `Extended query tags exceeds max allowed count '${String(mostTags)}'.`,
    });
  }
  const input = { paths, lastWatermark: reader.tags.lastWatermark() };
  const record = (operation: NewOperation): void => {
    writer.addTags(tags, operation);
  };
  return { kind: 'started', ...operations.start('reindex', input, record) };
}

/** Rows that go in one transaction: a million of them at once would keep everybody waiting. */
const trimmedAtOnce = 1000;

async function removeTag({ tagKey }: QueryTag, { writer }: QueryTagPorts): Promise<void> {
  writer.retireTag(tagKey);
  while (writer.trimTag(tagKey, trimmedAtOnce) > 0) await nextTurn();
  writer.removeTag(tagKey);
}

/** Deletions that were interrupted are finished beside everything else. */
async function finishRemovals(ports: QueryTagPorts, signal: AbortSignal): Promise<void> {
  const { reader, writer, log } = ports;
  try {
    for (const { tagKey, status } of reader.tags.list()) {
      if (status !== 'deleting') continue;
      while (!signal.aborted && writer.trimTag(tagKey, trimmedAtOnce) > 0) await nextTurn();
      if (!signal.aborted) writer.removeTag(tagKey);
    }
  } catch (error) {
    // They can wait for the next start; nothing is found by them.
    log.error('tags.left', { error: errorName(error) });
  }
}

export interface OpenedQueryTags {
  readonly service: QueryTagService;
  close(): Promise<void>;
}

/** The service of an archive that is open, of which the end of what runs is waited for. */
export function openQueryTags(ports: QueryTagPorts, running: Running): OpenedQueryTags {
  const service = queryTagService(ports);
  const closing = new AbortController();
  const finished = finishRemovals(ports, closing.signal);
  return {
    service: { ...service, remove: (path) => running.track(() => service.remove(path)) },
    async close() {
      closing.abort();
      await finished;
    },
  };
}
