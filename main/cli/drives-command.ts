// `vestibule drives`: the drives a medium may be in.
import type { Volume } from '../../app/model/volumes.ts';
import { volumeKindWords } from '../../app/volumes/words.ts';
import { listVolumes } from '../volumes/list-volumes.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { bytesText, countText } from './format.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';

export interface DrivesOptions {
  readonly json?: boolean;
}

function lineOf({ path, label, kind, fileSystem, totalBytes, files }: Volume): string {
  const facts = [
    label,
    volumeKindWords[kind],
    fileSystem,
    totalBytes === undefined ? undefined : bytesText(totalBytes),
    files === undefined ? undefined : `${countText(files)} files`,
  ];
  return printable(`${path}  ${facts.filter((fact) => fact !== undefined).join(' · ')}`);
}

/** A line a drive, or with `json` an array on one line. */
export async function drivesCommand(options: DrivesOptions, terminal: Terminal): Promise<ExitCode> {
  const volumes = await listVolumes();
  if (options.json === true) terminal.json(volumes);
  else if (volumes.length === 0) terminal.line('No drive with a medium in it.');
  else for (const volume of volumes) terminal.line(lineOf(volume));
  return exitCodes.done;
}
