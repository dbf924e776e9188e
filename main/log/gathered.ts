// Lines of a log written together: each write is a call of the system, which every request would wait for.
import type { DestinationStream } from 'pino';

const soonMs = 100;
const warning = 40;

/** So pino tells a destination what kind of line it writes. */
const metadata = Symbol.for('pino.metadata');

interface Gathered extends DestinationStream {
  readonly [metadata]: true;
  lastLevel: number;
}

/**
 * Passes lines on a tenth of a second after the first of them, and when the process ends; a warning or an error at once,
 * behind what came before it.
 */
export function gathered(destination: DestinationStream): DestinationStream {
  let lines = '';
  let timer: NodeJS.Timeout | undefined;
  const pass = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const together = lines;
    lines = '';
    if (together !== '') destination.write(together);
  };
  process.on('exit', pass);
  return {
    [metadata]: true,
    lastLevel: 0,
    write(line) {
      lines += line;
      if (this.lastLevel >= warning) pass();
      else timer ??= setTimeout(pass, soonMs).unref();
    },
  } satisfies Gathered as DestinationStream;
}
