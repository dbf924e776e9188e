import type { Archive } from '../archive/archive.ts';
import { openArchive } from '../archive/open-archive.ts';

/** Opens the archive for as long as `work` takes; it is closed however that ends. */
export async function withArchive<T>(
  dataDirectory: string,
  work: (archive: Archive) => Promise<T>,
  options: Parameters<typeof openArchive>[1] = {},
): Promise<T> {
  const archive = await openArchive({ dataDirectory, arePartitionsEnabled: true }, options);
  try {
    return await work(archive);
  } finally {
    await archive.close();
  }
}
