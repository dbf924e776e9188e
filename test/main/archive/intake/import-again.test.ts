// Whatever real media hold: a second import of them changes nothing but the record that there was one.
import { existsSync, promises as fs } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { ImportReport } from '../../../../app/model/jobs.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { corpusDirectory, whenAvailable } from '../../../support/outside.ts';
import { expectAgreement } from '../../../support/plan-agreement.ts';
import {
  neverAborted,
  partitionName,
  temporaryArchive,
} from '../../../support/temporary-archive.ts';

const hasCorpus = whenAvailable('the corpus of real files', existsSync(corpusDirectory));

const about = { paths: [corpusDirectory], partitionName: partitionName('again') };

async function importCorpus(archive: Archive): Promise<ImportReport> {
  const choice = { isConfirmed: true };
  const { jobId } = archive.jobs.startImport({ ...about, label: 'corpus', choice });
  const report = await archive.jobs.finished(jobId);
  if (!('exclusions' in report)) throw new Error('not an import');
  return report;
}

/** Where every stored file lies, and when it was last written. */
async function storedFiles(dataDirectory: string): Promise<Record<string, string>> {
  const root = join(dataDirectory, 'blobs');
  const entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const lines = files.map(async ({ parentPath, name }) => {
    const { ino, size, mtimeMs } = await fs.stat(join(parentPath, name));
    return [name, `${String(ino)} ${String(size)} ${String(mtimeMs)}`] as const;
  });
  return Object.fromEntries((await Promise.all(lines)).sort());
}

/** Every table of the index with its rows. */
function indexRows(dataDirectory: string): Map<string, readonly unknown[]> {
  const database = new Database(join(dataDirectory, 'index.sqlite'), { readonly: true });
  const tables = database
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all();
  const rows = tables.map(({ name }) => {
    return [name, database.prepare(`SELECT * FROM "${name}"`).all()] as const;
  });
  database.close();
  return new Map(rows);
}

describe.runIf(hasCorpus)('a second import of every real file', () => {
  it(
    'stores nothing, and changes no row but those of imports and receipts',
    { timeout: 240_000 },
    async () => {
      const { archive, dataDirectory } = await temporaryArchive();
      const planned = await archive.planImport({ ...about, signal: neverAborted });
      const first = await importCorpus(archive);
      expect(first.job.counts.stored).toBeGreaterThan(0);
      expectAgreement(planned, first);
      const [files, rows] = [await storedFiles(dataDirectory), indexRows(dataDirectory)];
      expect(Object.keys(files)).toHaveLength(first.job.counts.stored);

      const plannedAgain = await archive.planImport({ ...about, signal: neverAborted });
      const second = await importCorpus(archive);

      expectAgreement(plannedAgain, second);
      const { stored, alreadyHere } = first.job.counts;
      expect(second.job.counts).toEqual({
        ...first.job.counts,
        stored: 0,
        alreadyHere: alreadyHere + stored,
      });
      expect([first.balanced, second.balanced]).toEqual([true, true]);
      expect(await storedFiles(dataDirectory)).toEqual(files);
      expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
      const after = indexRows(dataDirectory);
      const changed = [...after.keys()].filter((table) => {
        return JSON.stringify(after.get(table)) !== JSON.stringify(rows.get(table));
      });
      expect(changed.sort()).toEqual([
        ...['import_jobs', 'imports', 'journal_mark', 'receipts', 'sqlite_sequence'],
      ]);
    },
  );
});
