import type { QueryClient } from '@tanstack/react-query';
import type { DicomWebClient } from '../../app/dicomweb/client.ts';
import { operationQuery, partitionDataKey } from './queries.ts';

const pollMs = 500;

/** Makes what the window knows of a partition stale when an operation there has ended, whatever is shown meanwhile. */
export async function followOperation(
  client: QueryClient,
  dicomweb: DicomWebClient,
  { operationId, partitionName }: { readonly operationId: string; readonly partitionName: string },
): Promise<void> {
  for (;;) {
    const { status } = await client.query(operationQuery(dicomweb, operationId));
    if (status !== 'notStarted' && status !== 'running') break;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  await client.invalidateQueries({ queryKey: partitionDataKey(partitionName) });
}
