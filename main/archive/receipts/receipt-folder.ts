// Where receipts lie: `000123.json`, and beside it `000123.files.jsonl`, the list of paths it accounts for. A list
// of its own, because a million paths would not fit into one JSON text; its hash is in the receipt.
import { createHash } from 'node:crypto';
import { createReadStream, promises as fs } from 'node:fs';
import { join } from 'node:path';
import { receiptNumberText } from '../../../app/model/receipt.ts';
import type { Receipt, ReceiptFile, ReceiptFileList } from '../../../app/model/receipt.ts';
import { canonicalJson } from '../../../app/receipt/canonical-json.ts';
import { parseReceiptFile } from '../../../app/receipt/parse-receipt.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { codeOf, withFileFailures } from '../blobs/file-failure.ts';
import { syncDirectory } from '../blobs/files.ts';
import type { Files } from '../blobs/files.ts';
import { writeStream } from '../blobs/write-stream.ts';
import { linesOf } from '../lines.ts';

/** Each is a moment at which the power may fail. */
export type ReceiptStep =
  'filesStaged' | 'filesPublished' | 'receiptStaged' | 'receiptPublished' | 'receiptRecorded';

export interface ReceiptFolderPorts {
  readonly files: Files;
  readonly onStep: (step: ReceiptStep) => void;
}

export type ReceiptFiles = Iterable<ReceiptFile> | AsyncIterable<ReceiptFile>;

/** All of a receipt but what follows from its files and its hash. */
export type ReceiptDraft = Pick<Receipt, 'format' | 'number' | 'previousHash' | 'record'>;

export interface ReceiptFolder {
  /** Of every receipt that is there, ascending. */
  numbers(): Promise<readonly number[]>;
  /** Its text as it lies there; undefined when there is none. */
  text(number: number): Promise<string | undefined>;
  /** What its list of files is now; undefined when there is none. */
  fileList(number: number): Promise<Omit<ReceiptFileList, 'count'> | undefined>;
  files(number: number): AsyncGenerator<ReceiptFile>;
  /** Writes list and receipt, durable when it resolves. Leaves nothing behind when it rejects. */
  write(draft: ReceiptDraft, files: ReceiptFiles): Promise<Receipt>;
  /** Deletes the receipt that was written last, which nobody knows of yet. */
  withdraw(number: number): Promise<void>;
  /** Deletes what a crash left of a receipt that never was. */
  clear(): Promise<void>;
}

const privateFile = 0o600;
const receiptName = /^(\d{6,12})\.json$/;
const listName = /^(\d{6,12})\.files\.jsonl$/;
const neverAborted = new AbortController().signal;

/** SHA-256 over the canonical JSON of everything else in it. */
export function hashOf(unhashed: Omit<Receipt, 'hash'>): string {
  return createHash('sha256').update(canonicalJson(unhashed)).digest('hex');
}

/** `directory` exists. */
export function createReceiptFolder(
  directory: string,
  { files: system, onStep }: ReceiptFolderPorts,
): ReceiptFolder {
  const receiptPath = (number: number): string =>
    join(directory, `${receiptNumberText(number)}.json`);
  const listPath = (number: number): string =>
    join(directory, `${receiptNumberText(number)}.files.jsonl`);
  const names = () => withFileFailures(() => fs.readdir(directory));
  const numbers = async (): Promise<readonly number[]> => numbersIn(await names(), receiptName);

  const stage = async (path: string, bytes: AsyncIterable<Uint8Array>) => {
    const handle = await system.open(`${path}.part`, 'w', privateFile);
    try {
      const written = await writeStream(handle, bytes, neverAborted);
      await handle.sync();
      return written;
    } finally {
      await handle.close();
    }
  };
  const publish = async (path: string): Promise<void> => {
    await system.rename(`${path}.part`, path);
    await syncDirectory(system, directory);
  };
  const forget = async (number: number): Promise<void> => {
    for (const path of [receiptPath(number), listPath(number)]) {
      for (const name of [`${path}.part`, path]) await fs.rm(name, { force: true });
    }
  };

  return {
    numbers,
    text: (number) =>
      withFileFailures(() => whenThere(() => fs.readFile(receiptPath(number), 'utf8'))),
    fileList: (number) => withFileFailures(() => whenThere(() => measured(listPath(number)))),
    files: (number) => readFiles(listPath(number)),
    write: (draft, files) =>
      withFileFailures(async () => {
        try {
          const lines = encodeFiles(files);
          const written = await stage(listPath(draft.number), lines.bytes());
          onStep('filesStaged');
          await publish(listPath(draft.number));
          onStep('filesPublished');
          const unhashed = { ...draft, files: { count: lines.count(), ...written } };
          const receipt: Receipt = { ...unhashed, hash: hashOf(unhashed) };
          await stage(receiptPath(draft.number), once(`${canonicalJson(receipt)}\n`));
          onStep('receiptStaged');
          await publish(receiptPath(draft.number));
          onStep('receiptPublished');
          return receipt;
        } catch (error) {
          await forget(draft.number).catch(() => undefined);
          throw error;
        }
      }),
    withdraw: (number) => withFileFailures(() => forget(number)),
    clear: () =>
      withFileFailures(async () => {
        const present = await names();
        const last = numbersIn(present, receiptName).at(-1) ?? 0;
        const lists = numbersIn(present, listName).filter((number) => number > last);
        const parts = present.filter((name) => name.endsWith('.part'));
        for (const name of parts) await fs.rm(join(directory, name), { force: true });
        for (const number of lists) await fs.rm(listPath(number), { force: true });
      }),
  };
}

function numbersIn(names: readonly string[], pattern: RegExp): readonly number[] {
  return names
    .flatMap((name) => {
      const digits = pattern.exec(name)?.[1];
      return digits === undefined ? [] : Number(digits);
    })
    .sort((a, b) => a - b);
}

async function whenThere<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function measured(path: string): Promise<Omit<ReceiptFileList, 'count'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    const piece = chunk as Buffer;
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function* readFiles(path: string): AsyncGenerator<ReceiptFile> {
  try {
    for await (const line of linesOf(createReadStream(path))) {
      const file = parseReceiptFile(line.toString());
      if (file === undefined) throw new ArchiveError('ReceiptDamaged');
      yield file;
    }
  } catch (error) {
    throw codeOf(error) === 'ENOENT' ? new ArchiveError('ReceiptDamaged') : error;
  }
}

/** A line each, gathered into pieces that are worth a system call. */
function encodeFiles(files: ReceiptFiles): {
  readonly bytes: () => AsyncGenerator<Uint8Array>;
  readonly count: () => number;
} {
  const pieceCharacters = 256 * 1024;
  let count = 0;
  return {
    count: () => count,
    async *bytes() {
      let piece = '';
      for await (const file of files) {
        piece += `${canonicalJson(file)}\n`;
        count += 1;
        if (piece.length < pieceCharacters) continue;
        yield Buffer.from(piece);
        piece = '';
      }
      yield Buffer.from(piece);
    },
  };
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}
