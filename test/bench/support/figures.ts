// What measurements are reduced to, and how they are printed: one JSON object a line.

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** `share` from 0 to 1; the value that this share of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Each value by the one measured in the same turn. */
export function ratios(values: readonly number[], references: readonly number[]): number[] {
  return values.map((value, turn) => value / (references[turn] ?? Number.NaN));
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function print(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

export function report(bench: string, values: readonly number[], unit: string): void {
  print({ bench, median: rounded(median(values)), unit, all: values.map(rounded) });
}

/** For many values of one kind, in milliseconds. */
export function reportLatency(bench: string, values: readonly number[], target?: string): void {
  print({
    bench,
    p50: rounded(median(values)),
    p95: rounded(percentile(values, 0.95)),
    unit: 'ms',
    count: values.length,
    ...(target !== undefined && { target }),
  });
}
