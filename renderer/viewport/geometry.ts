// Small readers of DICOM JSON and the patient-based coordinate system (PS3.3 C.7.6.2).
import type { DicomJson } from '../../app/dicom/dicom-json.types.ts';

export type Vector = readonly [number, number, number];

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Numeric values of an element; text that is no number is left out. */
export function numbersOf(metadata: DicomJson, tag: string): readonly number[] {
  return (metadata[tag]?.Value ?? [])
    .map((value) => (typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN))
    .filter((number) => Number.isFinite(number));
}

/** First textual value; the alphabetic group of a person name. */
export function textOf(metadata: DicomJson, tag: string): string | undefined {
  const value = metadata[tag]?.Value?.[0];
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number') return String(value);
  return undefined;
}

/** Letters of the patient direction a vector points to, strongest first: `L`, `PR`, `HLA` … */
export function patientDirection(vector: Vector): string {
  const axes: readonly (readonly [number, string, string])[] = [
    [vector[0], 'L', 'R'],
    [vector[1], 'P', 'A'],
    [vector[2], 'H', 'F'],
  ];
  return axes
    .filter(([amount]) => Math.abs(amount) > 0.2)
    .toSorted((a, b) => Math.abs(b[0]) - Math.abs(a[0]))
    .map(([amount, positive, negative]) => (amount > 0 ? positive : negative))
    .join('');
}

export interface EdgeLetters {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

/**
 * What to write at the four edges of an image shown with `quarterTurns` clockwise turns after a
 * horizontal flip; undefined when the image does not say how it lies in the patient.
 */
export function edgeLetters(
  imageOrientationPatient: readonly number[],
  quarterTurns: number,
  isFlipped: boolean,
): EdgeLetters | undefined {
  const [a, b, c, d, e, f] = imageOrientationPatient;
  if (a === undefined || b === undefined || c === undefined) return undefined;
  if (d === undefined || e === undefined || f === undefined) return undefined;
  const right = patientDirection(isFlipped ? [-a, -b, -c] : [a, b, c]);
  const left = patientDirection(isFlipped ? [a, b, c] : [-a, -b, -c]);
  const clockwise = [patientDirection([-d, -e, -f]), right, patientDirection([d, e, f]), left];
  const at = (edge: number) => clockwise[(((edge - quarterTurns) % 4) + 4) % 4] ?? '';
  return { top: at(0), right: at(1), bottom: at(2), left: at(3) };
}
