import { useCallback, useRef, useState, useSyncExternalStore } from 'react';
import { Viewport, type ViewportSnapshot } from '../../viewport/engine.ts';
import type { LoadFrame } from '../../viewport/loaded-frame.ts';
import { listenToPointer, type PointerTool } from '../../viewport/tools/pointer.ts';

interface ViewportHandle {
  /** Ref of the element the viewport draws into; the viewport lives as long as it is mounted. */
  readonly mount: (element: HTMLElement | null) => (() => void) | undefined;
  readonly viewport: Viewport | undefined;
}

/** `tool` and `loadFrame` may change without the viewport being made anew. */
export function useViewport(loadFrame: LoadFrame, tool: PointerTool): ViewportHandle {
  const [viewport, setViewport] = useState<Viewport>();
  const latest = useRef({ loadFrame, tool });
  latest.current = { loadFrame, tool };

  const mount = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const ending = new AbortController();
    const made = new Viewport(element, (frame, signal) => latest.current.loadFrame(frame, signal));
    listenToPointer(element, made, () => latest.current.tool, ending.signal);
    setViewport(made);
    return () => {
      ending.abort();
      made.destroy();
      setViewport(undefined);
    };
  }, []);

  return { mount, viewport };
}

const noSubscription = () => () => undefined;
const nothing = () => undefined;

export function useViewportSnapshot(viewport: Viewport | undefined): ViewportSnapshot | undefined {
  return useSyncExternalStore(
    viewport?.subscribe ?? noSubscription,
    viewport?.getSnapshot ?? nothing,
  );
}
