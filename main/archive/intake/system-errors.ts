// What the operating system says when a medium cannot be read, in words for the person.

const sentences: Readonly<Record<string, string>> = {
  EACCES: 'Permission was denied.',
  EPERM: 'Permission was denied.',
  EIO: 'The medium has an input/output error here.',
  ETIMEDOUT: 'The device or the network did not answer in time.',
  EBUSY: 'The device is busy.',
  ENXIO: 'The device is not ready.',
  ENODEV: 'The device is not ready.',
  ENOMEDIUM: 'There is no medium in the drive.',
  ENOENT: 'It does not exist or disappeared while it was being read.',
  EEXIST: 'Something else has that name.',
  EROFS: 'It is on a medium that can only be read.',
  ENOSPC: 'The disk is full.',
  ENOTDIR: 'A part of its path is not a folder.',
  EISDIR: 'It changed from a file to a folder while it was being read.',
  ENAMETOOLONG: 'Its path is too long for this system.',
  ELOOP: 'It became a link while it was being read; links are not followed.',
  EMFILE: 'Too many files are open.',
  ESTALE: 'The network folder it is on has gone away.',
  EINVAL: 'The system cannot open a file of this name.',
};

/** The error's code, e.g. `EACCES`; undefined when it is not from the operating system. */
export function systemErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The code at the root of a failure that was wrapped on its way. */
export function rootErrorCode(error: unknown): string | undefined {
  const inner = error instanceof Error ? error.cause : undefined;
  return (inner === undefined ? undefined : rootErrorCode(inner)) ?? systemErrorCode(error);
}

/** A sentence that quotes nothing from the medium. */
export function systemErrorSentence(error: unknown): string {
  const code = systemErrorCode(error);
  if (code === undefined) return 'It could not be read.';
  return sentences[code] ?? `It could not be read (${code}).`;
}
