// Choosing a partition from the list below a name that is being typed.
import { partitionNameKey } from '../../../app/model/partition.ts';

/** Names that contain what was typed; all of them when none does, for what is typed may be a new name. */
export function namesMatching(names: readonly string[], typed: string): readonly string[] {
  const wanted = partitionNameKey(typed);
  const found = names.filter((name) => partitionNameKey(name).includes(wanted));
  return found.length === 0 ? names : found;
}

/** The option an arrow key moves to, round at both ends; undefined for other keys and an empty list. */
export function movedChoice(key: string, chosen: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (chosen + 1) % count;
  if (key === 'ArrowUp') return chosen <= 0 ? count - 1 : chosen - 1;
  return undefined;
}
