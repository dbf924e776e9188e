// The jobs of a running archive: started, watched, cancelled, reported. Kept in memory.
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { isAbsolute } from 'node:path';
import type { JobId } from '../../../app/model/identifiers.ts';
import type { ExportReport, ImportReport, Job } from '../../../app/model/jobs.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { Archive } from '../archive.ts';
import { runExport } from '../export/export-job.ts';
import { chosenMedia } from '../intake/chosen-media.ts';
import { runImport } from '../intake/import-job.ts';
import { createAnnouncer } from './announcer.ts';
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
  readonly finished: Promise<Report>;
}

/** The `jobs` of an archive, and how they end when it closes. */
export type Jobs = Archive['jobs'] & {
  /** Cancels what is running and waits until it has ended. */
  close(): Promise<void>;
};

type Run = (
  jobId: JobId,
  onProgress: (picture: () => Job) => void,
  signal: AbortSignal,
) => Promise<Report>;

function newJobId(): JobId {
  return randomUUID() as JobId;
}

function requireAbsolute(paths: readonly string[]): void {
  if (paths.length === 0 || !paths.every((path) => isAbsolute(path))) {
    throw new ArchiveError('InvalidRequest', { message: 'The path must be absolute.' });
  }
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

  const forgetOldest = (): void => {
    for (const [jobId, { latest }] of entries) {
      if (entries.size <= jobsKept) return;
      if (latest.report !== undefined) entries.delete(jobId);
    }
  };

  const start = (run: Run): { readonly jobId: string } => {
    const jobId = newJobId();
    const controller = new AbortController();
    // Every file in flight listens to it.
    setMaxListeners(0, controller.signal);
    const latest: Entry['latest'] = {};
    const announcer = createAnnouncer((job) => {
      for (const listener of listeners) listener(job);
    }, announceEveryMs);
    const onProgress = (picture: () => Job): void => {
      latest.picture = picture;
      announcer.changed(picture);
    };
    const finished = run(jobId, onProgress, controller.signal).then((report) => {
      latest.report = report;
      announcer.end(report.job);
      forgetOldest();
      return report;
    });
    entries.set(jobId, { latest, controller, finished });
    return { jobId };
  };

  return {
    startImport({ paths, label, partitionName }) {
      requireAbsolute(paths);
      const source = chosenMedia(paths, ports.dataDirectory);
      return start((jobId, onProgress, signal) =>
        runImport({ jobId, source, sourceLabel: label, partitionName }, onProgress, signal, ports),
      );
    },
    startExport({ partitionName, studyInstanceUIDs, directory, label }) {
      requireAbsolute([directory]);
      const request = { partitionName, studyInstanceUIDs, directory, destinationLabel: label };
      return start((jobId, onProgress, signal) =>
        runExport({ jobId, ...request }, onProgress, signal, ports),
      );
    },
    cancel(jobId) {
      find(jobId).controller.abort();
    },
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
      return () => {
        listeners.delete(listener);
      };
    },
    async close() {
      for (const { controller } of entries.values()) controller.abort();
      await Promise.all(Array.from(entries.values(), ({ finished }) => finished));
    },
  };
}
