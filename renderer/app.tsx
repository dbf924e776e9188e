// The window: providers around one shell.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { IntlProvider } from 'react-intl';
import { connectEvents } from './data/events.ts';
import { ImportFlowProvider } from './features/import/import-flow.tsx';
import { JobBoardProvider } from './features/shell/job-board.tsx';
import { NavigationProvider } from './features/shell/route.tsx';
import { Shell } from './features/shell/Shell.tsx';
import { ErrorBoundary } from './shared/ui/ErrorBoundary.tsx';

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
    <IntlProvider locale={navigator.language} defaultLocale="en" onError={ignore}>
      <QueryClientProvider client={client}>
        <NavigationProvider>
          <JobBoardProvider>
            <ImportFlowProvider>
              <ErrorBoundary>
                <Shell />
              </ErrorBoundary>
            </ImportFlowProvider>
          </JobBoardProvider>
        </NavigationProvider>
      </QueryClientProvider>
    </IntlProvider>
  );
}

/** English stands in the default messages; a message that cannot be formatted is shown as it is written. */
function ignore(): void {
  return undefined;
}
