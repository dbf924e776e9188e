// `vestibule rebuild`: the index made anew from the journal and the stored files.
import { rebuildArchive } from '../archive/open-archive.ts';
import { absolutePath, requireDataDirectory } from './arguments.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { countText } from './format.ts';
import type { Terminal } from './terminal.ts';

export interface RebuildOptions {
  readonly data: string;
  readonly json?: boolean;
}

const linesBetweenReports = 500;

/** Ends incomplete when the file of some instance is missing: then its images are lost, and nothing else is. */
export async function rebuildCommand(
  options: RebuildOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const dataDirectory = absolutePath(options.data);
  await requireDataDirectory(dataDirectory);
  const isJson = options.json === true;
  const { entries, instances, missing } = await rebuildArchive(dataDirectory, (done) => {
    if (!isJson && done % linesBetweenReports === 0) {
      terminal.progress(`${countText(done)} changes followed`);
    }
  });
  terminal.progress('');
  if (isJson) terminal.json({ event: 'summary', entries, instances, missing });
  else {
    terminal.line(`${countText(instances)} instances, from ${countText(entries)} changes.`);
    if (missing > 0) terminal.line(`The files of ${countText(missing)} instances are missing.`);
    terminal.line('The index that was there lies beside the new one: index.before-rebuild.sqlite');
  }
  return missing === 0 ? exitCodes.done : exitCodes.incomplete;
}
