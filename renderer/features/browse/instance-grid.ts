/** The cell an arrow key moves to in a grid filled row by row; undefined for other keys. */
export function movedCell(
  key: string,
  cell: number,
  count: number,
  columns: number,
): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowRight: cell + 1,
    ArrowLeft: cell - 1,
    ArrowDown: cell + columns,
    ArrowUp: cell - columns,
    Home: 0,
    End: count - 1,
  };
  const target = moves[key];
  if (target === undefined || count === 0) return undefined;
  // Up from the first line and down from the last one stays; it does not jump to a corner.
  if ((key === 'ArrowUp' && target < 0) || (key === 'ArrowDown' && target >= count)) return cell;
  return Math.max(0, Math.min(count - 1, target));
}
