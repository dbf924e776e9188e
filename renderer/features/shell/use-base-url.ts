import { useState } from 'react';
import type { ArchiveStatus } from '../../../app/ipc/contract.ts';

/**
 * Where the archive answers; undefined before it first did and once it failed for good. While it is being started
 * again the old address stands, so that nothing a person was looking at goes away.
 */
export function useBaseUrl(status: ArchiveStatus | undefined): string | undefined {
  const [known, setKnown] = useState<string>();
  const shown = status?.state === 'failed' ? undefined : (status?.baseUrl ?? known);
  if (shown !== known) setKnown(shown);
  return shown;
}
