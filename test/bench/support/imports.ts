// An archive that stays open and imports what it is told to, one line of standard input after the other, as the archive
// of a window does all day. Answers each line with one: seconds and counts.
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { PartitionName } from '../../../app/model/identifiers.ts';
import { parsePartitionName } from '../../../app/model/partition.ts';
import { openArchive } from '../../../main/archive/open-archive.ts';

const Asked = z.object({ path: z.string(), partition: z.string() });
const [dataDirectory = ''] = process.argv.slice(2);
const archive = await openArchive({ dataDirectory, arePartitionsEnabled: true });

function named(text: string): PartitionName {
  const name = parsePartitionName(text);
  if (name === undefined) throw new Error('no partition name');
  return name;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { path, partition } = Asked.parse(JSON.parse(line));
  const started = performance.now();
  const request = { paths: [path], label: 'disc', partitionName: named(partition) };
  const report = await archive.jobs.finished(archive.jobs.startImport(request).jobId);
  const seconds = (performance.now() - started) / 1000;
  const { state } = report.job;
  const { stored, alreadyHere } = 'exclusions' in report ? report.job.counts : {};
  process.stdout.write(`${JSON.stringify({ seconds, state, stored, alreadyHere })}\n`);
}
await archive.close();
