// PS3.3 C.11.1: from stored values to what they measure (Hounsfield units and the like).
import type { ImageDescription, LookupTable, ModalityLut } from './image.ts';

/** The transformation of a frame (0-based). */
export function modalityLutOf(description: ImageDescription, frameIndex: number): ModalityLut {
  const { modalityLuts } = description;
  return modalityLuts[frameIndex] ?? modalityLuts[0] ?? { kind: 'rescale', slope: 1, intercept: 0 };
}

/** A function from stored value to modality value. */
export function toModality(lut: ModalityLut): (stored: number) => number {
  if (lut.kind === 'table') return (stored) => lookUp(lut.table, stored);
  const { slope, intercept } = lut;
  return (stored) => stored * slope + intercept;
}

/** What a stored value means in the unit of the image, for a person who points at a pixel. */
export function modalityValue(
  description: ImageDescription,
  frameIndex: number,
  stored: number,
): number {
  return toModality(modalityLutOf(description, frameIndex))(stored);
}

/** PS3.3 C.11.1.1: values before the first mapped one take the first entry, values beyond the last the last. */
export function lookUp(table: LookupTable, value: number): number {
  const last = table.entries.length - 1;
  const index = Math.min(last, Math.max(0, Math.round(value) - table.firstValueMapped));
  return table.entries[index] ?? 0;
}
