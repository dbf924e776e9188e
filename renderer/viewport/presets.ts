// Windows a person can choose by number key; the CT values are the ones radiology workstations share.
import type { VoiLut } from '../../app/pixel/image.ts';

export interface WindowPreset {
  readonly key: string;
  /** Message id of its name. */
  readonly name: 'auto' | 'brain' | 'abdomen' | 'mediastinum' | 'bone' | 'lung';
  readonly window?: { readonly center: number; readonly width: number };
}

/** `auto` spans the values of the frame; the others are Hounsfield units and offered for CT only. */
export const windowPresets: readonly WindowPreset[] = [
  { key: '0', name: 'auto' },
  { key: '3', name: 'brain', window: { center: 35, width: 110 } },
  { key: '4', name: 'abdomen', window: { center: 50, width: 320 } },
  { key: '5', name: 'mediastinum', window: { center: 80, width: 400 } },
  { key: '6', name: 'bone', window: { center: 350, width: 2000 } },
  { key: '7', name: 'lung', window: { center: -500, width: 1500 } },
];

export function presetsFor(modality: string | undefined): readonly WindowPreset[] {
  return windowPresets.filter((preset) => preset.window === undefined || modality === 'CT');
}

export function toVoiLut(window: { readonly center: number; readonly width: number }): VoiLut {
  return { kind: 'window', ...window, function: 'LINEAR' };
}
