// Entry of the archive's own process: opens the archive, serves it over loopback, answers the main process.
import { openArchive } from './archive/open-archive.ts';
import type { Archive } from './archive/archive.ts';
import { expectBodies } from './server/expect-bodies.ts';
import { createServer } from './server/server.ts';
import { createFileLog } from './log/file-log.ts';
import { createStreamLog } from './log/stream-log.ts';
import { errorName } from '../app/log.ts';
import { ArchiveError } from '../app/problems.ts';
import type {
  ArchiveCall,
  ArchiveCalls,
  ArchiveConfig,
  FromArchive,
  ToArchive,
} from '../app/ipc/archive-messages.ts';

type Handlers = {
  readonly [C in ArchiveCall]: (
    archive: Archive,
    request: ArchiveCalls[C]['request'],
  ) => ArchiveCalls[C]['reply'] | Promise<ArchiveCalls[C]['reply']>;
};

const handlers: Handlers = {
  'partitions.summaries': (archive) => archive.partitions.summaries(),
  'import.start': (archive, request) => archive.jobs.startImport(request),
  'look.begin': (archive, request) => archive.looks.begin(request),
  'look.state': (archive, { lookId }) => archive.looks.state(lookId),
  'look.end': (archive, { lookId }) => {
    archive.looks.end(lookId);
    return {};
  },
  'imports.begun': (archive) => archive.jobs.imports(),
  'imports.keep': (archive, { jobId }) => {
    archive.jobs.keepImport(jobId);
    return {};
  },
  'imports.undo': async (archive, { jobId }) => ({
    removed: await archive.jobs.undoImport(jobId),
  }),
  'export.start': (archive, request) => archive.jobs.startExport(request),
  'correction.start': (archive, request) => archive.startCorrection(request),
  'job.cancel': (archive, { jobId }) => {
    archive.jobs.cancel(jobId);
    return {};
  },
  'job.pause': (archive, { jobId }) => {
    archive.jobs.pause(jobId);
    return {};
  },
  'job.resume': (archive, { jobId }) => {
    archive.jobs.resume(jobId);
    return {};
  },
  'job.list': (archive) => archive.jobs.list(),
  'job.report': (archive, { jobId }) => archive.jobs.report(jobId),
  'receipts.history': (archive, query) => archive.receipts.history(query),
  'receipts.read': (archive, { number }) => archive.receipts.shown(number),
  'receipts.page': (archive, { number }) => archive.receipts.page(number),
};

expectBodies();

/** Standard error until the main process has said where the log belongs. */
let log = createStreamLog(2);
const main = process.parentPort;
let opened: { readonly archive: Archive; close(): Promise<void> } | undefined;

const tell = (message: FromArchive) => main.postMessage(message);

/** Never goes on in an unknown state: the main process starts a new one. */
function fail(error: unknown): void {
  log.error('archive.uncaught', { error: errorName(error) });
  process.exit(1);
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

main.on('message', ({ data }: { data: ToArchive }) => {
  switch (data.kind) {
    case 'open':
      log = createFileLog(data.logFolder, 'archive');
      void open(data.config);
      return;
    case 'call':
      void answer(data.number, data.call, data.request);
      return;
    case 'close':
      void close();
      return;
  }
});

async function open(config: ArchiveConfig): Promise<void> {
  try {
    const archive = await openArchive(config, { log });
    const server = await createServer({ ...config, archive, log });
    archive.jobs.onChange((job) => tell({ kind: 'job', job }));
    opened = {
      archive,
      async close() {
        await server.close();
        await archive.close();
      },
    };
    tell({ kind: 'opened', baseUrl: server.url });
  } catch (error) {
    const { code, message } = asProblem(error);
    tell({ kind: 'failed', code, message });
    setTimeout(() => process.exit(0), 500);
  }
}

async function answer<C extends ArchiveCall>(
  number: number,
  call: C,
  request: ArchiveCalls[C]['request'],
): Promise<void> {
  try {
    if (opened === undefined) throw new ArchiveError('ArchiveUnavailable');
    tell({ kind: 'reply', number, value: await handlers[call](opened.archive, request) });
  } catch (error) {
    const { code, message } = asProblem(error);
    tell({ kind: 'error', number, code, message });
  }
}

async function close(): Promise<void> {
  await opened?.close();
  tell({ kind: 'closed' });
  process.exit(0);
}

/** What we did not foresee gets no details: its message may quote a medium. */
function asProblem(error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error;
  log.error('archive.unforeseen', { error: errorName(error) });
  return new ArchiveError('ProcessingFailure', { cause: error });
}
