// One viewport: a stack of frames, what is shown of it and how. Imperative and free of React, because
// scrolling and window drags happen at 60 Hz; React reads snapshots of it.
import * as cornerstone from 'cornerstone-core';
import type { ImageDescription, VoiLut } from '../../app/pixel/image.ts';
import { automaticVoi } from '../../app/pixel/voi-lut.ts';
import { paintedImage, type Display } from './cornerstone-image.ts';
import { FrameCache } from './frame-cache.ts';
import { frameKey, type LoadedFrame, type LoadFrame } from './loaded-frame.ts';
import { prefetchOrder } from './prefetch.ts';
import type { StackFrame } from './stack.ts';
import { currentWindow, draggedWindow, type Window } from './window-level.ts';

const cacheBytes = 256 * 1024 * 1024;
const minScale = 0.05;
const maxScale = 40;

export type ViewportState = 'empty' | 'loading' | 'ready' | 'failed';

export interface ViewportSnapshot {
  readonly state: ViewportState;
  readonly index: number;
  readonly count: number;
  readonly frame: StackFrame | undefined;
  readonly description: ImageDescription | undefined;
  /** Undefined for colour images and lookup tables. */
  readonly window: Window | undefined;
  readonly isInverted: boolean;
  readonly isFlipped: boolean;
  /** Clockwise, 0 to 3. */
  readonly quarterTurns: number;
  /** 1 = one screen pixel per image pixel. */
  readonly zoom: number;
  readonly failure: unknown;
}

export class Viewport {
  readonly #element: HTMLElement;
  readonly #loadFrame: LoadFrame;
  readonly #listeners = new Set<() => void>();
  readonly #cache = new FrameCache<LoadedFrame>(cacheBytes);
  readonly #resizes: ResizeObserver;
  #stack: readonly StackFrame[] = [];
  #index = 0;
  #shown: LoadedFrame | undefined;
  #display: Display = { voi: undefined, isInverted: false };
  #request = new AbortController();
  #isFitted = true;
  #snapshot: ViewportSnapshot = emptySnapshot;

  constructor(element: HTMLElement, loadFrame: LoadFrame) {
    this.#element = element;
    this.#loadFrame = loadFrame;
    cornerstone.enable(element);
    this.#resizes = new ResizeObserver(() => {
      cornerstone.resize(element, this.#isFitted);
      this.#publish({});
    });
    this.#resizes.observe(element);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): ViewportSnapshot => this.#snapshot;

  destroy(): void {
    this.#request.abort();
    this.#resizes.disconnect();
    this.#listeners.clear();
    this.#cache.clear();
    cornerstone.disable(this.#element);
  }

  /** Replaces the stack; window, zoom and orientation start anew. */
  setStack(stack: readonly StackFrame[], index: number): void {
    this.#stack = stack;
    this.#cache.clear();
    this.#shown = undefined;
    this.#display = { voi: undefined, isInverted: false };
    this.#isFitted = true;
    if (stack.length === 0) this.#publish({ ...emptySnapshot });
    else this.show(index);
  }

  scrollBy(frames: number): void {
    this.show(this.#index + frames);
  }

  /** Shows the frame at `index`, clamped to the stack; the last call wins. */
  show(index: number): void {
    const clamped = Math.max(0, Math.min(this.#stack.length - 1, index));
    const frame = this.#stack[clamped];
    if (frame === undefined) return;
    this.#index = clamped;
    this.#request.abort();
    this.#request = new AbortController();
    const cached = this.#cache.get(frameKey(frame));
    if (cached !== undefined) {
      this.#present(frame, cached);
      void this.#prefetch(this.#request.signal);
      return;
    }
    this.#publish({ state: 'loading', index: clamped, count: this.#stack.length, frame });
    void this.#load(frame, this.#request.signal);
  }

  setVoi(voi: VoiLut | undefined): void {
    this.#setDisplay({ ...this.#display, voi });
  }

  /** A window that spans every value of the frame on screen. */
  setFullRange(): void {
    if (this.#shown === undefined) return;
    const { description, decoded, frameIndex } = this.#shown;
    this.setVoi(automaticVoi(description, frameIndex, decoded));
  }

  /** Horizontal movement changes the width, vertical the center, in screen pixels since the drag began. */
  dragWindow(start: Window, dx: number, dy: number): void {
    this.setVoi(draggedWindow(start, dx, dy));
  }

  invert(): void {
    this.#setDisplay({ ...this.#display, isInverted: !this.#display.isInverted });
  }

  zoomBy(factor: number): void {
    const viewport = cornerstone.getViewport(this.#element);
    if (viewport === undefined) return;
    viewport.scale = Math.max(minScale, Math.min(maxScale, viewport.scale * factor));
    this.#isFitted = false;
    this.#setGeometry(viewport);
  }

  /** By screen pixels. */
  panBy(dx: number, dy: number): void {
    const viewport = cornerstone.getViewport(this.#element);
    if (viewport?.translation === undefined) return;
    const { scale } = viewport;
    viewport.translation = {
      x: viewport.translation.x + dx / scale,
      y: viewport.translation.y + dy / scale,
    };
    this.#isFitted = false;
    this.#setGeometry(viewport);
  }

  rotate(quarterTurns: 1 | -1): void {
    const viewport = cornerstone.getViewport(this.#element);
    if (viewport === undefined) return;
    viewport.rotation = (viewport.rotation + quarterTurns * 90 + 360) % 360;
    this.#setGeometry(viewport);
  }

  flip(): void {
    const viewport = cornerstone.getViewport(this.#element);
    if (viewport === undefined) return;
    viewport.hflip = !viewport.hflip;
    this.#setGeometry(viewport);
  }

  fit(): void {
    if (this.#shown === undefined) return;
    cornerstone.fitToWindow(this.#element);
    this.#isFitted = true;
    this.#publish({});
  }

  /** Back to how the frame first came up. */
  reset(): void {
    if (this.#shown === undefined) return;
    this.#display = { voi: undefined, isInverted: false };
    this.#isFitted = true;
    cornerstone.reset(this.#element);
    this.#publish({});
  }

  async #load(frame: StackFrame, signal: AbortSignal): Promise<void> {
    try {
      const loaded = await this.#fetch(frame, signal);
      if (signal.aborted) return;
      this.#present(frame, loaded);
      await this.#prefetch(signal);
    } catch (failure) {
      if (signal.aborted) return;
      this.#shown = undefined;
      this.#publish({ state: 'failed', failure, description: undefined, window: undefined });
    }
  }

  async #fetch(frame: StackFrame, signal: AbortSignal): Promise<LoadedFrame> {
    const key = frameKey(frame);
    const cached = this.#cache.get(key);
    if (cached !== undefined) return cached;
    const loaded = await this.#loadFrame(frame, signal);
    this.#cache.set(key, loaded, loaded.decoded.bytes.byteLength);
    return loaded;
  }

  /** Neighbours of the shown frame, nearest first; a failure there shows when the person gets there. */
  async #prefetch(signal: AbortSignal): Promise<void> {
    for (const index of prefetchOrder(this.#index, this.#stack.length)) {
      const frame = this.#stack[index];
      if (frame === undefined || this.#cache.has(frameKey(frame))) continue;
      try {
        await this.#fetch(frame, signal);
      } catch {
        return; // Not on screen: `show` asks again and reports it.
      }
      if (signal.aborted) return;
    }
  }

  #present(frame: StackFrame, loaded: LoadedFrame): void {
    const previous = this.#shown;
    this.#shown = loaded;
    const { image } = paintedImage(frameKey(frame), loaded, () => this.#display);
    const isSameSize =
      previous?.decoded.format.rows === loaded.decoded.format.rows &&
      previous.decoded.format.columns === loaded.decoded.format.columns;
    const viewport = isSameSize ? cornerstone.getViewport(this.#element) : undefined;
    cornerstone.displayImage(this.#element, image, viewport);
    if (!isSameSize) cornerstone.fitToWindow(this.#element);
    this.#publish({
      state: 'ready',
      index: this.#index,
      count: this.#stack.length,
      frame,
      failure: undefined,
    });
  }

  #setDisplay(display: Display): void {
    this.#display = display;
    if (this.#shown === undefined) return;
    cornerstone.updateImage(this.#element, true);
    this.#publish({});
  }

  #setGeometry(viewport: cornerstone.Viewport): void {
    cornerstone.setViewport(this.#element, viewport);
    this.#publish({});
  }

  #publish(change: Partial<ViewportSnapshot>): void {
    const shown = this.#shown;
    const viewport = shown === undefined ? undefined : cornerstone.getViewport(this.#element);
    this.#snapshot = {
      ...this.#snapshot,
      description: shown?.description,
      window: shown === undefined ? undefined : currentWindow(shown, this.#display.voi),
      isInverted: this.#display.isInverted,
      isFlipped: viewport?.hflip ?? false,
      quarterTurns: Math.round((viewport?.rotation ?? 0) / 90) % 4,
      zoom: viewport?.scale ?? 1,
      ...change,
    };
    for (const listener of this.#listeners) listener();
  }
}

const emptySnapshot: ViewportSnapshot = {
  state: 'empty',
  index: 0,
  count: 0,
  frame: undefined,
  description: undefined,
  window: undefined,
  isInverted: false,
  isFlipped: false,
  quarterTurns: 0,
  zoom: 1,
  failure: undefined,
};
