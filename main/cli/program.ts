// The grammar of the command line.
import { Command, CommanderError } from 'commander';
import { drivesCommand } from './drives-command.ts';
import type { DrivesOptions } from './drives-command.ts';
import { exportCommand } from './export-command.ts';
import type { ExportOptions } from './export-command.ts';
import { exitCodes, failureSentence } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { importCommand } from './import-command.ts';
import type { ImportOptions } from './import-command.ts';
import { stopRequested } from './interrupt.ts';
import { partitionsCommand } from './partitions-command.ts';
import type { PartitionsOptions } from './partitions-command.ts';
import { rebuildCommand } from './rebuild-command.ts';
import type { RebuildOptions } from './rebuild-command.ts';
import { serveCommand } from './serve-command.ts';
import type { ServeOptions } from './serve-command.ts';
import type { Terminal } from './terminal.ts';
import { undoCommand } from './undo-command.ts';
import type { UndoOptions } from './undo-command.ts';
import { verifyCommand } from './verify-command.ts';
import type { VerifyCommandOptions } from './verify-command.ts';
import { ownVersion } from './version.ts';

const dataOption = ['--data <directory>', 'data directory of the archive'] as const;
const partitionOption = ['--partition <name>', 'partition of the archive'] as const;
const jsonOption = ['--json', 'one JSON object a line instead of text'] as const;

type Done = (code: ExitCode) => void;

function addServe(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('serve')
    .description('run the store without a window; the first line says where it listens')
    .requiredOption(...dataOption)
    .option('--port <number>', 'port on 127.0.0.1; without it any free one')
    .option('--no-partitions', 'one undivided store, without partitions in its addresses')
    .option('--no-auth', 'ask nobody for a token')
    .option('--token <token>', 'the bearer token to ask for; without it a random one')
    .action(async (options: ServeOptions) => {
      done(await serveCommand(options, stopRequested(), terminal));
    });
}

/** A list that grows by one value each time the option is given; unlike `<value...>` it leaves the paths alone. */
function listed(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function addImport(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('import')
    .description('import folders, files, archives, disc images or a DICOMDIR into a partition')
    .argument('<path...>', 'what to import')
    .requiredOption(...dataOption)
    .requiredOption(...partitionOption)
    .option('--plan', 'only tell what the import would change; writes nothing')
    .option('--patient <id>', 'only this Patient ID; may be repeated', listed)
    .option('--study <uid>', 'only this Study Instance UID; may be repeated', listed)
    .option(
      '--yes',
      'import also when there are several patients, or the partition knows one differently',
    )
    .option('--password-stdin', 'read the password of protected archives from standard input')
    .option('--resume <job>', 'go on with an import that was cut short, from the same medium')
    .option(...jsonOption)
    .addHelpText(
      'after',
      '\nExit: 0 everything chosen is in, 3 something is not (it is named), 1 failed or not confirmed.',
    )
    .action(async (paths: readonly string[], options: ImportOptions) => {
      done(await importCommand(paths, options, stopRequested(), terminal));
    });
}

function addExport(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('export')
    .description('write studies into a new folder and compare every file')
    .requiredOption(...dataOption)
    .requiredOption(...partitionOption)
    .requiredOption('--study <uid...>', 'Study Instance UID; may be repeated')
    .requiredOption('--to <directory>', 'where the new folder is made')
    .option(...jsonOption)
    .action(async (options: ExportOptions) => {
      done(await exportCommand(options, stopRequested(), terminal));
    });
}

function addPartitions(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('partitions')
    .description('list the partitions and what they hold')
    .requiredOption(...dataOption)
    .option('--json', 'a JSON array on one line')
    .action(async (options: PartitionsOptions) => {
      done(await partitionsCommand(options, terminal));
    });
}

function addDrives(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('drives')
    .description('list the drives with a medium in them')
    .option('--json', 'a JSON array on one line')
    .action(async (options: DrivesOptions) => {
      done(await drivesCommand(options, terminal));
    });
}

function addRebuild(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('rebuild')
    .description('make the index anew from the journal and the stored files')
    .requiredOption(...dataOption)
    .option(...jsonOption)
    .addHelpText('after', '\nExit: 0 done, 3 the file of some instance is missing, 1 failed.')
    .action(async (options: RebuildOptions) => {
      done(await rebuildCommand(options, terminal));
    });
}

function addVerify(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('verify')
    .description('read every stored file again and compare it; follow the chain of receipts')
    .requiredOption(...dataOption)
    .option('--partition <name>', 'only the files of this partition')
    .option(...jsonOption)
    .addHelpText(
      'after',
      '\nExit: 0 all is as it was written, 4 something is not (it is named), 1 failed.',
    )
    .action(async (options: VerifyCommandOptions) => {
      done(await verifyCommand(options, stopRequested(), terminal));
    });
}

function addUndo(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('undo')
    .description('take back exactly what one import stored; without a job, list the imports')
    .requiredOption(...dataOption)
    .option('--job <id>', 'the import, as its summary names it')
    .option(...jsonOption)
    .action(async (options: UndoOptions) => {
      done(await undoCommand(options, terminal));
    });
}

/** Runs one command line (without interpreter and script); returns the exit code and never throws. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = exitCodes.done;
  const done: Done = (end) => {
    code = end;
  };
  const program = new Command('vestibule')
    .description('a partitioned DICOMweb store and the door outside imaging comes in by')
    .version(ownVersion())
    .exitOverride();
  const commands = [
    ...[addServe, addImport, addUndo, addExport, addPartitions, addDrives, addRebuild, addVerify],
  ];
  for (const add of commands) add(program, terminal, done);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    // commander has said it already: help and version are no failures to it, a wrong option is.
    if (error instanceof CommanderError) return error.exitCode;
    terminal.notice(`vestibule: ${failureSentence(error)}`);
    return exitCodes.failed;
  }
}
