// Mouse, pen and touch on a viewport: the left button does the chosen tool, right zooms, middle pans.
import type { Viewport } from '../engine.ts';
import type { Window } from '../window-level.ts';

export const pointerTools = ['window', 'pan', 'zoom', 'scroll'] as const;
export type PointerTool = (typeof pointerTools)[number];

interface Drag {
  readonly tool: PointerTool;
  readonly startX: number;
  readonly startY: number;
  readonly startWindow: Window | undefined;
  lastX: number;
  lastY: number;
  /** Pixels moved since the last scrolled frame. */
  unscrolled: number;
}

const pixelsPerFrame = 8;
const pixelsPerWheelFrame = 40;

/** Listens until the signal ends it; `tool` is asked at every press. */
export function listenToPointer(
  element: HTMLElement,
  viewport: Viewport,
  tool: () => PointerTool,
  signal: AbortSignal,
): void {
  let drag: Drag | undefined;
  let wheel = 0;

  element.addEventListener(
    'pointerdown',
    (event) => {
      element.setPointerCapture(event.pointerId);
      element.focus();
      drag = {
        tool: toolOf(event.button, tool()),
        startX: event.clientX,
        startY: event.clientY,
        startWindow: viewport.getSnapshot().window,
        lastX: event.clientX,
        lastY: event.clientY,
        unscrolled: 0,
      };
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      if (drag === undefined) return;
      moves[drag.tool](viewport, drag, event);
      drag.lastX = event.clientX;
      drag.lastY = event.clientY;
    },
    { signal },
  );
  const end = () => {
    drag = undefined;
  };
  element.addEventListener('pointerup', end, { signal });
  element.addEventListener('pointercancel', end, { signal });
  element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      if (event.ctrlKey) {
        viewport.zoomBy(Math.exp(-event.deltaY / 400));
        return;
      }
      wheel += event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * 40;
      const frames = Math.trunc(wheel / pixelsPerWheelFrame);
      if (frames === 0) return;
      wheel -= frames * pixelsPerWheelFrame;
      viewport.scrollBy(frames);
    },
    { signal, passive: false },
  );
}

function toolOf(button: number, chosen: PointerTool): PointerTool {
  if (button === 1) return 'pan';
  if (button === 2) return 'zoom';
  return chosen;
}

const moves: Record<PointerTool, (viewport: Viewport, drag: Drag, event: PointerEvent) => void> = {
  window: (viewport, drag, event) => {
    if (drag.startWindow === undefined) return;
    viewport.dragWindow(drag.startWindow, event.clientX - drag.startX, event.clientY - drag.startY);
  },
  pan: (viewport, drag, event) =>
    viewport.panBy(event.clientX - drag.lastX, event.clientY - drag.lastY),
  zoom: (viewport, drag, event) => viewport.zoomBy(Math.exp((drag.lastY - event.clientY) / 200)),
  scroll: (viewport, drag, event) => {
    drag.unscrolled += event.clientY - drag.lastY;
    const frames = Math.trunc(drag.unscrolled / pixelsPerFrame);
    if (frames === 0) return;
    drag.unscrolled -= frames * pixelsPerFrame;
    viewport.scrollBy(frames);
  },
};
