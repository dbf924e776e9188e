// What the command line writes and where. Results go to standard output, everything else to standard error.

import { createInterface } from 'node:readline/promises';
import { CommandError } from './failure.ts';

export interface Terminal {
  /** One line of result. */
  line(text: string): void;
  /** One JSON object on a line of its own. */
  json(value: unknown): void;
  /** One sentence about what went wrong or is going on, on standard error. */
  notice(text: string): void;
  /** Replaces the last progress line; only on a terminal, otherwise nothing. Empty text removes it. */
  progress(text: string): void;
  /** A question that is answered with yes or no. Without a person at the other end the answer is no. */
  ask(question: string): Promise<boolean>;
  /** The first line of standard input. Throws CommandError when there is none. */
  secret(): Promise<string>;
}

/** Control and direction characters: names on media must not steer the terminal or reorder a line. */
const unprintable = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text from a medium, safe to print on one line. */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

interface Streams {
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** A reader that goes away (`| head`) must not end the work. */
function tolerateClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

async function firstLine(stdin: NodeJS.ReadStream | undefined): Promise<string> {
  if (stdin !== undefined) {
    const lines = createInterface({ input: stdin });
    try {
      for await (const line of lines) return line;
    } finally {
      lines.close();
      // Whoever holds the other end open must not keep the program from ending.
      if (!stdin.isTTY) stdin.destroy();
    }
  }
  throw new CommandError('No password came over standard input.');
}

/** The process's own streams. Progress is drawn on standard error when that is a terminal. */
export function createTerminal({ stdin, stdout, stderr }: Streams): Terminal {
  tolerateClosedPipe(stdout);
  tolerateClosedPipe(stderr);
  let hasProgress = false;
  const clear = (): void => {
    if (hasProgress) stderr.write('\r\u001b[2K');
    hasProgress = false;
  };
  return {
    line(text) {
      clear();
      stdout.write(`${text}\n`);
    },
    json(value) {
      clear();
      stdout.write(`${JSON.stringify(value)}\n`);
    },
    notice(text) {
      clear();
      stderr.write(`${text}\n`);
    },
    progress(text) {
      if (!stderr.isTTY) return;
      clear();
      if (text === '') return;
      stderr.write(printable(text).slice(0, Math.max(10, stderr.columns - 1)));
      hasProgress = true;
    },
    secret: () => firstLine(stdin),
    async ask(question) {
      if (stdin?.isTTY !== true || !stderr.isTTY) return false;
      clear();
      const talk = createInterface({ input: stdin, output: stderr });
      try {
        return /^y(es)?$/i.test((await talk.question(`${question} [y/N] `)).trim());
      } finally {
        talk.close();
      }
    },
  };
}
