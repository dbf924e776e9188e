// Numbers as a person reads them; always the same, whatever the machine's locale.

const grouped = new Intl.NumberFormat('en');
const oneDecimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

export function countText(count: number): string {
  return grouped.format(count);
}

/** Decimal units, as disks are sold. */
export function bytesText(bytes: number): string {
  const exponent = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${oneDecimal.format(bytes / 1000 ** exponent)} ${units[exponent] ?? 'B'}`;
}

export function secondsText(seconds: number): string {
  if (seconds < 60) return `${oneDecimal.format(seconds)} s`;
  const whole = Math.round(seconds);
  return `${String(Math.floor(whole / 60))} min ${String(whole % 60)} s`;
}
