import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ImportReport } from '../../../../app/model/jobs.ts';
import { corpusDirectory, whenAvailable } from '../../../support/outside.ts';
import { partitionName, temporaryArchive } from '../../../support/temporary-archive.ts';

it.runIf(whenAvailable('the corpus of real files', existsSync(corpusDirectory)))(
  'raises no alarm over real series that nobody took anything from',
  { timeout: 120_000 },
  async () => {
    const { archive } = await temporaryArchive();
    const request = { paths: [corpusDirectory], label: 'CORPUS' };
    const { jobId } = archive.jobs.startImport({
      ...request,
      partitionName: partitionName('clinic-A'),
      choice: { isConfirmed: true },
    });
    const report = (await archive.jobs.finished(jobId)) as ImportReport;
    expect(report.gaps).toEqual([]);
  },
);
