import { ArchiveError } from '../../../app/problems.ts';

const fullCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** What the operating system says of our own files, as one of our problems. */
export function fileFailure(error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error;
  const isFull = fullCodes.has(codeOf(error) ?? '');
  return new ArchiveError(isFull ? 'StorageFull' : 'StorageFailure', { cause: error });
}

export async function withFileFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileFailure(error);
  }
}
