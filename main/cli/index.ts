// Entry of the command line: runs one command and ends the process with its exit code.
import { exitCodes, failureSentence } from './failure.ts';
import { runProgram } from './program.ts';
import { createTerminal } from './terminal.ts';

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}

const terminal = createTerminal(process);

// Nothing goes on in an unknown state; what is stored is safe at any moment.
process.on('uncaughtException', (error) => {
  terminal.notice(`vestibule: ${failureSentence(error)}`);
  process.exit(exitCodes.failed);
});

const code = await runProgram(process.argv.slice(2), terminal);
await Promise.all([written(process.stdout), written(process.stderr)]);
process.exit(code);
