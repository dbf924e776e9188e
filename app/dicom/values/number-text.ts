// Decimal and integer strings (PS3.5 §6.2, DS and IS).

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The number a DS or IS value means; undefined when it is none. Padding around it is ignored. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.replace(/\0+$/, '').trim();
  if (!decimal.test(trimmed)) return undefined;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : undefined;
}
