// What the library that unpacks says, as one of our problems with a sentence for the person.
import {
  ERR_AMBIGUOUS_ARCHIVE,
  ERR_ENCRYPTED,
  ERR_ENTRY_DATA_OUT_OF_BOUNDS,
  ERR_INVALID_AUTHENTICATION_CODE,
  ERR_INVALID_CRC32,
  ERR_INVALID_PASSWORD,
  ERR_INVALID_UNCOMPRESSED_SIZE,
  ERR_LOCAL_FILE_HEADER_NOT_FOUND,
  ERR_UNSUPPORTED_ENCRYPTION,
} from '@zip.js/zip.js';
import { ArchiveError } from '../../../../app/problems.ts';
import { overlapSentence } from './entry-view.ts';

export const otherSizeSentence = 'It unpacks to another size than the archive says.';
export const encryptionSentence = 'It is encrypted in a way that is not read.';

const sentences: Readonly<Record<string, string>> = {
  [ERR_AMBIGUOUS_ARCHIVE]: 'The archive says two different things about it.',
  [ERR_ENTRY_DATA_OUT_OF_BOUNDS]: overlapSentence,
  [ERR_INVALID_AUTHENTICATION_CODE]: 'It was changed or damaged after it was encrypted.',
  [ERR_INVALID_CRC32]: 'It is damaged: it does not fit its checksum.',
  [ERR_INVALID_UNCOMPRESSED_SIZE]: otherSizeSentence,
  [ERR_LOCAL_FILE_HEADER_NOT_FOUND]: 'It is not where the archive says.',
  [ERR_UNSUPPORTED_ENCRYPTION]: encryptionSentence,
};

/** What a wrong password that happens to pass its check leads to. */
const damage: ReadonlySet<string> = new Set([ERR_INVALID_CRC32, ERR_INVALID_UNCOMPRESSED_SIZE]);

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

/** Whether the bytes that came out of it are not the ones that were packed. */
export function isDamage(error: unknown): boolean {
  if (error instanceof ArchiveError) return error.message === otherSizeSentence;
  const message = messageOf(error);
  return damage.has(message) || (sentences[message] === undefined && message !== ERR_ENCRYPTED);
}

/** The library throws nothing else than what is wrong with the entry. */
export function zipFailure(error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error;
  const message = messageOf(error);
  if (message === ERR_ENCRYPTED) return new ArchiveError('PasswordNeeded', { cause: error });
  if (message === ERR_INVALID_PASSWORD) return new ArchiveError('WrongPassword', { cause: error });
  return new ArchiveError('SourceUnreadable', {
    message: sentences[message] ?? 'It is damaged: it cannot be unpacked.',
    cause: error,
  });
}
