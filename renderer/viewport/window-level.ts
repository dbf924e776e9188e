import { defaultVoi } from '../../app/pixel/voi-lut.ts';
import type { VoiLut, VoiLutFunction } from '../../app/pixel/image.ts';
import type { LoadedFrame } from './loaded-frame.ts';

export interface Window {
  readonly center: number;
  readonly width: number;
  readonly function: VoiLutFunction;
}

/** The window in force; undefined for colour and for lookup tables, which have none. */
export function currentWindow(loaded: LoadedFrame, chosen: VoiLut | undefined): Window | undefined {
  if (loaded.decoded.format.samplesPerPixel !== 1 || loaded.description.palette !== undefined) {
    return undefined;
  }
  const voi = chosen ?? defaultVoi(loaded.description, loaded.frameIndex, loaded.decoded);
  return voi.kind === 'window'
    ? { center: voi.center, width: voi.width, function: voi.function }
    : undefined;
}

/** One screen pixel moves a 256th of the starting width, at least a tenth of a unit. */
export function draggedWindow(start: Window, dx: number, dy: number): VoiLut {
  const step = Math.max(0.1, start.width / 256);
  return {
    kind: 'window',
    center: rounded(start.center + dy * step),
    width: Math.max(1, rounded(start.width + dx * step)),
    function: start.function,
  };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
