/** Indices worth having next, nearest first: more ahead than behind, because people scroll on. */
export function prefetchOrder(
  index: number,
  count: number,
  ahead = 12,
  behind = 6,
): readonly number[] {
  const order: number[] = [];
  for (let distance = 1; distance <= Math.max(ahead, behind); distance++) {
    if (distance <= ahead && index + distance < count) order.push(index + distance);
    if (distance <= behind && index - distance >= 0) order.push(index - distance);
  }
  return order;
}
