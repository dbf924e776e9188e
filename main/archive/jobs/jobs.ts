// The jobs of a running archive: started, watched, cancelled, reported. Kept in memory.
import { setMaxListeners } from 'node:events';
import { isAbsolute, join } from 'node:path';
import type { JobId } from '../../../app/model/identifiers.ts';
import type { ExportReport, ImportReport, Job } from '../../../app/model/jobs.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { Archive } from '../archive.ts';
import { chosenMedia } from '../intake/chosen-media.ts';
import { runImport } from '../intake/import-job.ts';
import type { ImportRequest } from '../intake/import-job.ts';
import type { MediaSource } from '../intake/source.ts';
import { createScratch } from '../intake/scratch.ts';
import { createAnnouncer } from './announcer.ts';
import { begunImports } from './begun-imports.ts';
import { createPausing } from './pausing.ts';
import type { Pausing } from './pausing.ts';
import type { JobPorts } from './ports.ts';

type Report = ImportReport | ExportReport;

/** Ten pictures a second, as the contract says. */
const announceEveryMs = 100;
/** Reports of long imports name every excluded file; only the latest jobs are kept. */
const jobsKept = 200;

interface Entry {
  /** What the job looks like now. */
  readonly latest: { picture?: () => Job; report?: Report };
  readonly controller: AbortController;
  readonly pausing: Pausing;
  readonly finished: Promise<Report>;
  readonly end: (report: Report) => void;
}

/** The `jobs` of an archive, and how they end when it closes. */
export type Jobs = Archive['jobs'] & {
  /** Runs an export that is an operation as a job of its number; a cancelled job aborts the signal. */
  runExport(jobId: JobId, run: Run<ExportReport>): Promise<ExportReport>;
  /** Cancels the imports that are running and waits until all jobs have ended; exports end as operations do. */
  close(): Promise<void>;
};

type Run<R extends Report> = (
  onProgress: (picture: () => R['job']) => void,
  signal: AbortSignal,
  pausing: Pausing,
) => Promise<R>;

function requireAbsolute(paths: readonly string[]): void {
  if (paths.length === 0 || !paths.every((path) => isAbsolute(path))) {
    throw new ArchiveError('InvalidRequest', { message: 'The path must be absolute.' });
  }
}

function forgetOldest(entries: Map<string, Entry>): void {
  for (const [jobId, { latest }] of entries) {
    if (entries.size <= jobsKept) return;
    if (latest.report !== undefined) entries.delete(jobId);
  }
}

function newEntry(): Entry {
  const controller = new AbortController();
  // Every file in flight listens to it.
  setMaxListeners(0, controller.signal);
  let end: Entry['end'] = () => undefined;
  const finished = new Promise<Report>((resolve) => (end = resolve));
  const pausing = createPausing(controller.signal);
  return { latest: {}, controller, pausing, finished, end };
}

interface ImportOfPaths extends Omit<ImportRequest, 'source'> {
  readonly paths: readonly string[];
  readonly password: string | undefined;
}

type ImportStart = Parameters<Jobs['startImport']>[0];

/** What is asked for now, and what was chosen when the import was begun. */
function importOf(
  { paths, label, partitionName, resume, choice, password, waits = false }: ImportStart,
  begun: Pick<ImportOfPaths, 'jobId' | 'choice'>,
): ImportOfPaths {
  return {
    ...{ jobId: begun.jobId, paths, password, sourceLabel: label, partitionName, waits },
    isResumed: resume !== undefined,
    choice: choice ?? begun.choice,
  };
}

/** Claims the step at once; it ends with the import. */
function importFulfilling(
  workitemUID: string | undefined,
  { paths, password, ...about }: ImportOfPaths,
  ports: JobPorts,
): Run<ImportReport> {
  const { steps } = ports;
  const step =
    workitemUID === undefined ? undefined : steps.claim(about.partitionName, workitemUID);
  return async (onProgress, signal, pausing) => {
    const scratch = createScratch(join(ports.dataDirectory, 'incoming'));
    const opening = { scratch, ...(password !== undefined && { password }) };
    const source: MediaSource = {
      ...chosenMedia(paths, ports.dataDirectory, opening),
      areSeeksSlow: () => ports.areSeeksSlow(paths),
    };
    const importing = runImport({ ...about, source }, onProgress, { signal, pausing }, ports);
    const report = await importing.finally(scratch.clear);
    if (step !== undefined) await steps.end(step, report);
    return report;
  };
}

/** What holds a job up. */
function brakes(find: (jobId: string) => Entry): Pick<Jobs, 'pause' | 'resume' | 'cancel'> {
  const pausingOf = (jobId: string): Pausing => {
    const { latest, pausing } = find(jobId);
    const kind = latest.report?.job.kind ?? latest.picture?.().kind;
    if (kind === 'import') return pausing;
    throw new ArchiveError('InvalidRequest', { message: 'Only an import can be paused.' });
  };
  return {
    pause(jobId) {
      pausingOf(jobId).pause();
    },
    resume(jobId) {
      pausingOf(jobId).resume();
    },
    cancel(jobId) {
      find(jobId).controller.abort();
    },
  };
}

/** No job at first; what each function means is said in `Archive.jobs`. */
export function createJobs(ports: JobPorts): Jobs {
  const entries = new Map<string, Entry>();
  const listeners = new Set<(job: Job) => void>();

  const find = (jobId: string): Entry => {
    const entry = entries.get(jobId);
    if (entry === undefined) throw new ArchiveError('JobNotFound');
    return entry;
  };

  const isRunning = (jobId: string): boolean =>
    entries.has(jobId) && find(jobId).latest.report === undefined;
  const { toBegin, ...begun } = begunImports(ports.imports, isRunning);

  const open = (jobId: JobId): Entry => {
    const known = entries.get(jobId);
    if (known !== undefined) return known;
    const entry = newEntry();
    entries.set(jobId, entry);
    return entry;
  };

  const work = async <R extends Report>(entry: Entry, run: Run<R>): Promise<R> => {
    const { latest, controller, pausing, end } = entry;
    const announcer = createAnnouncer((job) => {
      for (const listener of listeners) listener(job);
    }, announceEveryMs);
    const onProgress = (picture: () => R['job']): void => {
      latest.picture = picture;
      announcer.changed(picture);
    };
    const report = await run(onProgress, controller.signal, pausing);
    latest.report = report;
    announcer.end(report.job);
    forgetOldest(entries);
    end(report);
    return report;
  };

  return {
    startImport(request) {
      requireAbsolute(request.paths);
      const begun = toBegin(request.resume, request.partitionName);
      const run = importFulfilling(request.workitemUID, importOf(request, begun), ports);
      const { jobId } = begun;
      // What is told of it from now on is told of its second run.
      entries.delete(jobId);
      void work(open(jobId), run);
      return { jobId };
    },
    startExport({ partitionName, studyInstanceUIDs, directory, label }) {
      requireAbsolute([directory]);
      const { operationId } = ports.beginExport({
        ...{ layout: 'media', partitionName, directory, label },
        identifiers: studyInstanceUIDs,
      });
      open(operationId as JobId);
      return { jobId: operationId };
    },
    runExport: (jobId, run) => work(open(jobId), run),
    ...begun,
    ...brakes(find),
    list: () =>
      Array.from(entries.values()).flatMap(({ latest }) =>
        latest.report === undefined ? (latest.picture?.() ?? []) : latest.report.job,
      ),
    report(jobId) {
      const { report } = find(jobId).latest;
      if (report === undefined) {
        throw new ArchiveError('JobNotFound', { message: 'The job has not ended yet.' });
      }
      return report;
    },
    finished: async (jobId) => find(jobId).finished,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      for (const { controller, latest } of entries.values()) {
        if (latest.picture?.().kind === 'import') controller.abort();
      }
      await Promise.all(Array.from(entries.values(), ({ finished }) => finished));
    },
  };
}
