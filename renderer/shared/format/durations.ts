import type { IntlShape } from 'react-intl';

/** Rounded up, in the unit a person would use: `45 sec`, `7 min`, `1 hr 20 min`. */
export function formatDuration(intl: IntlShape, seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 100) return withUnit(intl, whole, 'second');
  const minutes = Math.ceil(whole / 60);
  if (minutes < 100) return withUnit(intl, minutes, 'minute');
  const hours = withUnit(intl, Math.floor(minutes / 60), 'hour');
  return minutes % 60 === 0 ? hours : `${hours} ${withUnit(intl, minutes % 60, 'minute')}`;
}

function withUnit(intl: IntlShape, value: number, unit: 'second' | 'minute' | 'hour'): string {
  return intl.formatNumber(value, { style: 'unit', unit, unitDisplay: 'short' });
}
