import type { Viewport } from '../../viewport/engine.ts';
import { toVoiLut, type WindowPreset } from '../../viewport/presets.ts';

/** `auto` spans the values of the frame on screen. */
export function applyPreset(viewport: Viewport, preset: WindowPreset): void {
  if (preset.window === undefined) viewport.setFullRange();
  else viewport.setVoi(toVoiLut(preset.window));
}
