import { useEffect, useEffectEvent } from 'react';
import type { Viewport } from '../../viewport/engine.ts';
import { presetsFor } from '../../viewport/presets.ts';
import { applyPreset } from './apply-preset.ts';

interface ViewerKeys {
  readonly modality: string | undefined;
  readonly toggleCine: () => void;
  readonly toggleOverlay: () => void;
  readonly toggleTags: () => void;
}

/** Keys that act on the page wherever the focus is in it; the viewport's own keys need its focus. */
export function useViewerKeys(viewport: Viewport | undefined, keys: ViewerKeys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey) return;
    const actions: Readonly<Record<string, () => void>> = {
      c: keys.toggleCine,
      i: keys.toggleOverlay,
      t: keys.toggleTags,
    };
    const action = actions[event.key.toLowerCase()];
    if (action !== undefined) {
      action();
      return;
    }
    if (viewport === undefined) return;
    if (event.key === '1' || event.key === '2') {
      applyStoredWindow(viewport, Number(event.key) - 1);
      return;
    }
    const preset = presetsFor(keys.modality).find(({ key }) => key === event.key);
    if (preset !== undefined) applyPreset(viewport, preset);
  });
  useEffect(() => {
    const ending = new AbortController();
    window.addEventListener('keydown', (event) => press(event), { signal: ending.signal });
    return () => ending.abort();
  }, []);
}

/** The windows the file itself offers, in its order. */
function applyStoredWindow(viewport: Viewport, index: number): void {
  const { description } = viewport.getSnapshot();
  const voi = description?.voiLuts[0]?.[index];
  if (voi !== undefined) viewport.setVoi(voi);
}
