// The window: providers around one shell.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { IntlProvider } from 'react-intl';
import { connectEvents } from './data/events.ts';
import { ImportFlowProvider } from './features/import/import-flow.tsx';
import { NavigationProvider } from './features/shell/route.tsx';
import { Shell } from './features/shell/Shell.tsx';

const client = new QueryClient({
  defaultOptions: {
    // The archive is on this machine: what fails now fails for a reason, and focus changes nothing.
    queries: { retry: false, refetchOnWindowFocus: false, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});
connectEvents(client);

export function App() {
  return (
    <IntlProvider locale={navigator.language} defaultLocale="en" onError={ignoreMissing}>
      <QueryClientProvider client={client}>
        <NavigationProvider>
          <ImportFlowProvider>
            <Shell />
          </ImportFlowProvider>
        </NavigationProvider>
      </QueryClientProvider>
    </IntlProvider>
  );
}

/** English stands in the default messages, so a missing translation is no error. */
function ignoreMissing(error: { readonly code: string }): void {
  if (error.code !== 'MISSING_TRANSLATION' && error.code !== 'MISSING_DATA') {
    throw error instanceof Error ? error : new Error(error.code);
  }
}
