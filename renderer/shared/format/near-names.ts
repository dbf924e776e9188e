// Warns of partition names that a person would mistake for one another.
import { partitionNameKey } from '../../../app/model/partition.ts';

export type Nearness =
  | { readonly kind: 'same'; readonly name: string }
  | { readonly kind: 'near'; readonly name: string };

/** The existing name this one is (case ignored), or else could be a slip of. */
export function nearestName(name: string, existing: readonly string[]): Nearness | undefined {
  const key = partitionNameKey(name);
  const same = existing.find((other) => partitionNameKey(other) === key);
  if (same !== undefined) return { kind: 'same', name: same };
  const near = existing.find((other) => isNear(key, partitionNameKey(other)));
  return near === undefined ? undefined : { kind: 'near', name: near };
}

function isNear(a: string, b: string): boolean {
  if (a.length < 3) return false;
  if (a.replace(/[._-]/g, '') === b.replace(/[._-]/g, '')) return true;
  return editDistance(a, b) <= (Math.min(a.length, b.length) < 6 ? 1 : 2);
}

/** Levenshtein distance. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      current[j] = Math.min(
        (previous[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + cost,
      );
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
