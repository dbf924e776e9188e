import { describe, expect, it } from 'vitest';
import type { JobId, PartitionName } from '../../../app/model/identifiers.ts';
import type { ImportJob } from '../../../app/model/jobs.ts';
import {
  dicomFiles,
  filesDone,
  filesIn,
  importFraction,
  secondsLeft,
  severityOf,
} from '../../../renderer/features/import/import-figures.ts';

function job(change: Partial<ImportJob> = {}): ImportJob {
  return {
    kind: 'import',
    jobId: 'job' as JobId,
    partitionName: 'p' as PartitionName,
    state: 'running',
    startedAt: '2026-01-01T00:00:00Z',
    seconds: 1,
    sourceLabel: 'DISC',
    phase: 'storing',
    counts: {
      scanned: 10,
      stored: 5,
      alreadyHere: 2,
      declined: 0,
      conflict: 1,
      refused: 0,
      notDicom: 2,
      unreadable: 0,
    },
    filesFound: 20,
    bytesFound: 1000,
    bytesDone: 250,
    bytesPerSecond: 250,
    filesVerified: 0,
    filesPutOff: 0,
    isPaused: false,
    patients: 1,
    studies: 1,
    warnings: 0,
    ...change,
  };
}

describe('the figures of an import', () => {
  it('go by bytes once the medium was walked', () => {
    expect(importFraction(job())).toBe(0.25);
    expect(importFraction(job({ phase: 'scanning' }))).toBeUndefined();
  });

  it('tell files that are done from files that were only seen', () => {
    const seen = { ...job().counts, scanned: 20 };
    expect(filesDone(job({ counts: seen }))).toBe(10);
  });

  it('give a time only when there is a rate', () => {
    expect(secondsLeft(job())).toBe(3);
    expect(secondsLeft(job({ bytesPerSecond: 0 }))).toBeUndefined();
  });

  it('count what is in apart from what was met', () => {
    expect([filesIn(job()), dicomFiles(job())]).toEqual([7, 8]);
  });
});

describe('the colour of a result', () => {
  const clean = { ...job().counts, conflict: 0 };

  it('is green only when everything is in', () => {
    expect(severityOf(job({ state: 'complete', counts: clean }))).toBe('good');
    expect(severityOf(job({ state: 'complete' }))).toBe('warn');
    expect(severityOf(job({ state: 'incomplete', counts: clean }))).toBe('warn');
    expect(severityOf(job({ state: 'cancelled', counts: clean }))).toBe('warn');
    expect(severityOf(job({ state: 'failed', counts: clean }))).toBe('bad');
  });
});
