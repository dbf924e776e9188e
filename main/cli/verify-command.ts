// `vestibule verify`: every stored file read again and compared, and the chain of receipts followed.
import { receiptNumberText } from '../../app/model/receipt.ts';
import type { ReceiptFault, ReceiptFaultKind } from '../../app/model/receipt.ts';
import type { FaultyInstance, StoredFileFault } from '../../app/model/verification.ts';
import { ArchiveError } from '../../app/problems.ts';
import type { Archive, ArchiveVerification } from '../archive/archive.ts';
import { absolutePath, partitionNameOf, requireDataDirectory } from './arguments.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { bytesText, countText } from './format.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { withArchive } from './with-archive.ts';

export interface VerifyCommandOptions {
  readonly data: string;
  readonly partition?: string;
  readonly json?: boolean;
}

const fileFaults: Readonly<Record<StoredFileFault, string>> = {
  damaged: 'its bytes are not the ones that were stored',
  missing: 'its file is not there',
  unreadable: 'its file could not be read',
};

const receiptFaults: Readonly<Record<ReceiptFaultKind, string>> = {
  unreadable: 'is not a receipt any more',
  changed: 'was changed',
  misplaced: 'bears another number',
  missing: 'is not there',
  unlinked: 'does not follow the one before it',
  replaced: 'is not the one that was written',
  filesChanged: 'has a list of files that was changed',
  filesMissing: 'has lost its list of files',
};

const progressEveryMs = 1000;

/** Ends with `faulty` when anything stored or written is not as it was. */
export async function verifyCommand(
  options: VerifyCommandOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<ExitCode> {
  const dataDirectory = absolutePath(options.data);
  await requireDataDirectory(dataDirectory);
  const found = await withArchive(dataDirectory, (archive) =>
    verifyIn(archive, { options, signal, terminal }),
  );
  terminal.progress('');
  if (options.json === true) showJson(found, terminal);
  else showText(found, terminal);
  const { stored, receiptFaults: faults } = found;
  if (stored.damaged + stored.missing + stored.unreadable + faults.length > 0) {
    return exitCodes.faulty;
  }
  // Cancelled: what was looked at is whole, and nobody knows of the rest.
  return stored.checked === stored.instances ? exitCodes.done : exitCodes.failed;
}

interface Run {
  readonly options: VerifyCommandOptions;
  readonly signal: AbortSignal;
  readonly terminal: Terminal;
}

function verifyIn(
  archive: Archive,
  { options, signal, terminal }: Run,
): Promise<ArchiveVerification> {
  const { partition } = options;
  const found =
    partition === undefined ? undefined : archive.partitions.find(partitionNameOf(partition));
  if (partition !== undefined && found === undefined) throw new ArchiveError('PartitionNotFound');
  let shownAt = 0;
  return archive.verify({
    ...(found !== undefined && { partitionKey: found.partitionKey }),
    signal,
    onProgress({ checked, instances, bytesRead, damaged, missing, unreadable }) {
      if (Date.now() - shownAt < progressEveryMs) return;
      shownAt = Date.now();
      if (options.json === true)
        terminal.json({ event: 'progress', checked, instances, bytesRead });
      const faults = damaged + missing + unreadable;
      terminal.progress(
        `${countText(checked)} of ${countText(instances)} files read · ${bytesText(bytesRead)}` +
          (faults === 0 ? '' : ` · ${countText(faults)} not as stored`),
      );
    },
  });
}

function showJson(
  { stored, receiptFaults: faults }: ArchiveVerification,
  terminal: Terminal,
): void {
  for (const fault of stored.faults) terminal.json({ event: 'instance', ...fault });
  for (const { number, fault } of faults) terminal.json({ event: 'receipt', number, fault });
  const { instances, checked, damaged, missing, unreadable } = stored;
  const receiptChain = faults.length === 0 ? 'ok' : 'broken';
  terminal.json({
    ...{ event: 'summary', checked, damaged, missing, receiptChain },
    ...{ instances, unreadable },
  });
}

function showText(
  { stored, receiptFaults: faults }: ArchiveVerification,
  terminal: Terminal,
): void {
  for (const fault of stored.faults) terminal.line(instanceLine(fault));
  for (const fault of faults) terminal.line(receiptLine(fault));
  const { instances, checked, bytesRead, damaged, missing, unreadable } = stored;
  terminal.line(
    `${countText(checked)} of ${countText(instances)} stored files read again (${bytesText(bytesRead)}): ` +
      `${countText(damaged)} damaged, ${countText(missing)} missing, ${countText(unreadable)} unreadable.`,
  );
  terminal.line(
    faults.length === 0
      ? 'The chain of receipts is whole.'
      : `The chain of receipts is broken: ${countText(faults.length)} findings.`,
  );
}

function instanceLine(fault: FaultyInstance): string {
  const { partitionName, studyInstanceUID, seriesInstanceUID, sopInstanceUID } = fault;
  return printable(
    `Partition ${partitionName}, study ${studyInstanceUID}, series ${seriesInstanceUID}, ` +
      `instance ${sopInstanceUID}: ${fileFaults[fault.fault]}.`,
  );
}

function receiptLine({ number, fault }: ReceiptFault): string {
  return `Receipt ${receiptNumberText(number)} ${receiptFaults[fault]}.`;
}
