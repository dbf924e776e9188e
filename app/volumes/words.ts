import type { VolumeKind } from '../model/volumes.ts';

export const volumeKindWords: Readonly<Record<VolumeKind, string>> = {
  optical: 'CD or DVD',
  usb: 'USB',
  card: 'memory card',
  removable: 'removable',
};
