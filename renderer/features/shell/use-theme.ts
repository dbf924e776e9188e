import { useEffect, useSyncExternalStore } from 'react';
import type { Settings } from '../../../app/settings/schema.ts';

const prefersLight = window.matchMedia('(prefers-color-scheme: light)');

function subscribe(listener: () => void): () => void {
  prefersLight.addEventListener('change', listener);
  return () => prefersLight.removeEventListener('change', listener);
}

/** Applies the theme to the document; returns what switches between dark and light. */
export function useTheme(
  theme: Settings['theme'],
  save: (theme: Settings['theme']) => void,
): () => void {
  const isSystemLight = useSyncExternalStore(subscribe, () => prefersLight.matches);
  const shown = theme === 'system' ? (isSystemLight ? 'light' : 'dark') : theme;
  useEffect(() => {
    document.documentElement.dataset['theme'] = shown;
  }, [shown]);
  return () => save(shown === 'dark' ? 'light' : 'dark');
}
