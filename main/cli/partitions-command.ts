// `vestibule partitions`: what the partitions of a data directory hold.
import type { PartitionSummary } from '../../app/model/resources.ts';
import { absolutePath, requireDataDirectory } from './arguments.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { bytesText, countText } from './format.ts';
import type { Terminal } from './terminal.ts';
import { withArchive } from './with-archive.ts';

export interface PartitionsOptions {
  readonly data: string;
  readonly json?: boolean;
}

const columns: readonly (readonly [string, (row: PartitionSummary) => string])[] = [
  ['partition', ({ partitionName }) => partitionName],
  ['patients', ({ patients }) => countText(patients)],
  ['studies', ({ studies }) => countText(studies)],
  ['instances', ({ instances }) => countText(instances)],
  ['size', ({ bytes }) => bytesText(bytes)],
  ['last import', ({ lastImportAt }) => lastImportAt ?? '-'],
];

function showTable(summaries: readonly PartitionSummary[], terminal: Terminal): void {
  const rows = [columns.map(([title]) => title)];
  for (const summary of summaries) rows.push(columns.map(([, text]) => text(summary)));
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  for (const row of rows) {
    const cells = row.map((text, index) => text.padEnd(widths[index] ?? 0));
    terminal.line(cells.join('  ').trimEnd());
  }
}

/** Prints the partitions by key: a table, or with `json` an array on one line. */
export async function partitionsCommand(
  options: PartitionsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const dataDirectory = absolutePath(options.data);
  await requireDataDirectory(dataDirectory);
  const summaries = await withArchive(dataDirectory, ({ partitions }) =>
    Promise.resolve(partitions.summaries()),
  );
  if (options.json === true) terminal.json(summaries);
  else showTable(summaries, terminal);
  return exitCodes.done;
}
