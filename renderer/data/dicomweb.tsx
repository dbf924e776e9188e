// The DICOMweb client of the archive that runs now.
import { createContext, use, useMemo, type ReactNode } from 'react';
import { createDicomWebClient, type DicomWebClient } from '../../app/dicomweb/client.ts';

const DicomWebContext = createContext<DicomWebClient | undefined>(undefined);

interface DicomWebProviderProps {
  readonly baseUrl: string;
  readonly children: ReactNode;
}

export function DicomWebProvider({ baseUrl, children }: DicomWebProviderProps) {
  const client = useMemo(
    () => createDicomWebClient({ baseUrl, fetch: (url, init) => fetch(url, init) }),
    [baseUrl],
  );
  return <DicomWebContext value={client}>{children}</DicomWebContext>;
}

export function useDicomWeb(): DicomWebClient {
  const client = use(DicomWebContext);
  if (client === undefined) throw new Error('There is no archive to ask.');
  return client;
}
