// Holes in a stack of slices that are evenly apart.

/** `even`: no hole. `unknown`: too few slices, or not evenly apart, so nothing follows. */
export type StackVerdict =
  { readonly kind: 'even' | 'unknown' } | { readonly kind: 'holes'; readonly missing: number };

const unknown = { kind: 'unknown' } as const;
/** With fewer slices chance looks like a rule. */
const fewestSlices = 5;
/** Of the distance between slices; positions are rounded when they are written. */
const tolerance = 0.15;
const smallestSpacingMm = 0.01;
/** Share of the distances that must be the usual one before the others count as holes. */
const usualShare = 0.6;

export function judgeStack(positions: readonly number[]): StackVerdict {
  const ascending = distinct([...positions].sort((a, b) => a - b));
  if (ascending.length < fewestSlices) return unknown;
  const distances = ascending
    .slice(1)
    .map((position, before) => position - (ascending[before] ?? 0));
  const usual = [...distances].sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0;
  const steps = distances.map((distance) => distance / usual);
  const whole = steps.map((step) => Math.round(step));
  const isEvenly = steps.every(
    (step, position) => Math.abs(step - (whole[position] ?? 0)) <= tolerance && step > 0.5,
  );
  const usualOnes = whole.filter((step) => step === 1).length;
  const missing = whole.reduce((sum, step) => sum + step - 1, 0);
  if (!isEvenly || usualOnes < usualShare * whole.length) return unknown;
  if (missing === 0) return { kind: 'even' };
  return missing > ascending.length / 2 ? unknown : { kind: 'holes', missing };
}

/** Several images of one place, phases for instance, are one slice here. */
function distinct(ascending: readonly number[]): readonly number[] {
  return ascending.filter(
    (position, place) => place === 0 || position - (ascending[place - 1] ?? 0) > smallestSpacingMm,
  );
}
