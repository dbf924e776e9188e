// Where the person is. Kept in memory, so that no address ever carries a patient's identifiers.
import { createContext, use, useMemo, useReducer, type ReactNode } from 'react';

/** The studies an import brought, by the name of what was imported. */
export interface OnlyStudies {
  readonly label: string;
  readonly studyInstanceUIDs: readonly string[];
}

export type Route =
  | { readonly page: 'home' }
  | {
      readonly page: 'history';
      /** The receipt that is looked at. */
      readonly receipt?: number;
    }
  | { readonly page: 'studies'; readonly partitionName: string; readonly only?: OnlyStudies }
  | { readonly page: 'worklist'; readonly partitionName: string }
  | {
      readonly page: 'viewer';
      readonly partitionName: string;
      readonly studyInstanceUID: string;
      readonly seriesInstanceUID?: string;
      readonly sopInstanceUID?: string;
    };

/** Undefined where a page concerns all partitions. */
export function partitionOf(route: Route): string | undefined {
  return 'partitionName' in route ? route.partitionName : undefined;
}

interface Navigation {
  readonly route: Route;
  readonly go: (route: Route) => void;
  readonly back: () => void;
}

const NavigationContext = createContext<Navigation | undefined>(undefined);
const home: Route = { page: 'home' };
const maxHistory = 50;

type Move = { readonly kind: 'go'; readonly route: Route } | { readonly kind: 'back' };

export function moved(history: readonly Route[], move: Move): readonly Route[] {
  if (move.kind === 'go') return [...history.slice(-maxHistory), move.route];
  return history.length > 1 ? history.slice(0, -1) : history;
}

export function NavigationProvider({ children }: { readonly children: ReactNode }) {
  const [history, move] = useReducer(moved, [home]);
  const navigation = useMemo(
    () => ({
      route: history.at(-1) ?? home,
      go: (route: Route) => move({ kind: 'go', route }),
      back: () => move({ kind: 'back' }),
    }),
    [history],
  );
  return <NavigationContext value={navigation}>{children}</NavigationContext>;
}

export function useNavigation(): Navigation {
  const navigation = use(NavigationContext);
  if (navigation === undefined) throw new Error('There is nowhere to go.');
  return navigation;
}
