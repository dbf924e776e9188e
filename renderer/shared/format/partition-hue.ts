import { partitionNameKey } from '../../../app/model/partition.ts';

/** Ten hues (OKLCH degrees) that stay apart for most eyes; the name beside them carries the meaning. */
const hues = [200, 20, 285, 130, 60, 240, 335, 165, 310, 95] as const;

/** The same hue for every spelling of a name, on every machine. */
export function partitionHue(name: string): number {
  let hash = 2166136261;
  for (const character of partitionNameKey(name)) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0;
  }
  // The upper bits know of every character; the lowest ones hardly do.
  return hues[(hash ^ (hash >>> 15)) % hues.length] ?? hues[0];
}

/** Up to two letters or digits that stand for the name in a small square. */
export function partitionInitials(name: string): string {
  const words = name.split(/[._-]+|(?<=[a-z])(?=[A-Z])/).filter((word) => word !== '');
  const [first = name, second] = words;
  return (
    second === undefined ? first.slice(0, 2) : first.charAt(0) + second.charAt(0)
  ).toUpperCase();
}
