// The DICOMweb client of the archive that runs now.
import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useMemo, useRef, type ReactNode } from 'react';
import { createDicomWebClient, type DicomWebClient } from '../../app/dicomweb/client.ts';

const DicomWebContext = createContext<DicomWebClient | undefined>(undefined);

interface DicomWebProviderProps {
  readonly baseUrl: string;
  readonly children: ReactNode;
}

/** An archive that was started again answers elsewhere: everything on screen is asked again there. */
export function DicomWebProvider({ baseUrl, children }: DicomWebProviderProps) {
  const queries = useQueryClient();
  const client = useMemo(
    () => createDicomWebClient({ baseUrl, fetch: (url, init) => fetch(url, init) }),
    [baseUrl],
  );
  const asked = useRef(client);
  useEffect(() => {
    if (asked.current === client) return;
    asked.current = client;
    void queries.invalidateQueries({ queryKey: ['dicomweb'] });
  }, [queries, client]);
  return <DicomWebContext value={client}>{children}</DicomWebContext>;
}

export function useDicomWeb(): DicomWebClient {
  const client = use(DicomWebContext);
  if (client === undefined) throw new Error('There is no archive to ask.');
  return client;
}
