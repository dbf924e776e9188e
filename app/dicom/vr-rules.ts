// What a value of each VR may look like (PS3.5 §6.2): a table of checks, each saying what is wrong.

import { isToleratedUID } from './uid.ts';
import { parseDate, parseTime } from './values/date-time.ts';

/** Returns the fault in words, or undefined when the value conforms. */
export type ValueRule = (value: string) => string | undefined;

// eslint-disable-next-line no-control-regex -- control characters are what these rules are about
const controls = /[\x00-\x1a\x1c-\x1f]/;

function isLonger(text: string, characters: number): boolean {
  if (text.length <= characters) return false;
  return text.length > 2 * characters || Array.from(text).length > characters;
}

function longest(characters: number): ValueRule {
  return (value) =>
    isLonger(value, characters)
      ? `value exceeds maximum length of ${String(characters)} characters`
      : undefined;
}

function matching(pattern: RegExp, fault: string): ValueRule {
  return (value) => (pattern.test(value) ? undefined : fault);
}

const noControls: ValueRule = (value) =>
  controls.test(value) ? 'value contains invalid character' : undefined;

function all(...rules: readonly ValueRule[]): ValueRule {
  return (value) => {
    for (const rule of rules) {
      const fault = rule(value);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

/** A day of the calendar as `YYYYMMDD`; the Standard has no other form any more. */
export function isCalendarDate(text: string): boolean {
  return /^\d{8}$/.test(text) && parseDate(text) !== undefined;
}

function isTime(text: string): boolean {
  return /^[\d.]+$/.test(text) && parseTime(text) !== undefined;
}

function isDateTime(text: string): boolean {
  const match = /^(\d{4,14})(\.\d{1,6})?([+-]\d{4})?$/.exec(text);
  if (match === null) return false;
  const [, digits = '', fraction = ''] = match;
  if (digits.length % 2 === 1 || (fraction !== '' && digits.length < 14)) return false;
  const date = digits.slice(0, 8);
  const padded = date.length < 6 ? `${date}0101` : date.length < 8 ? `${date}01` : date;
  return isCalendarDate(padded) && (digits.length <= 8 || isTime(digits.slice(8) + fraction));
}

function isDateOrRange(text: string): boolean {
  const parts = text.split('-');
  return (
    parts.length <= 2 && parts.some(Boolean) && parts.every((p) => p === '' || isCalendarDate(p))
  );
}

const personName: ValueRule = (value) => {
  const groups = value.split('=');
  if (groups.length > 3) return 'value contains too many component groups';
  for (const group of groups) {
    if (isLonger(group, 64)) return 'value exceeds maximum length of 64 characters';
    if (group.split('^').length > 5) return 'value contains too many components';
  }
  return noControls(value);
};

const uidText: ValueRule = (value) => {
  if (value.length > 64) return 'value exceeds maximum length of 64 characters';
  if (!/^[0-9.]+$/.test(value)) return 'value contains invalid character';
  if (/(^|\.)(\.|$)/.test(value)) return 'value contains an empty component';
  return /(^|\.)0\d/.test(value) ? 'component must not start with a leading zero' : undefined;
};

const integerText: ValueRule = (value) => {
  const text = value.trim();
  if (text.length > 12 || !/^[+-]?\d+$/.test(text)) return 'value is not an integer string';
  const number = Number(text);
  return number < -(2 ** 31) || number > 2 ** 31 - 1 ? 'value is out of range' : undefined;
};

/** Full validation of one value, contract 2.8. */
export const fullRules: Readonly<Record<string, ValueRule>> = {
  AE: all(longest(16), noControls),
  AS: matching(/^\d{3}[DWMY]$/, 'value does not have pattern 000[DWMY]'),
  CS: all(longest(16), matching(/^[A-Z0-9_ ]*$/, 'value contains invalid character')),
  DA: (v) =>
    isDateOrRange(v) ? undefined : 'one of the date values does not match the pattern YYYYMMDD',
  DS: all(
    longest(16),
    matching(/^ *[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)? *$/, 'value is not a decimal string'),
  ),
  DT: (v) =>
    isDateTime(v) ? undefined : 'value does not match pattern YYYYMMDDHHMMSS.FFFFFF&ZZXX',
  IS: integerText,
  LO: all(longest(64), noControls),
  LT: longest(10240),
  PN: personName,
  SH: all(longest(16), noControls),
  ST: longest(1024),
  TM: (v) => (isTime(v) ? undefined : 'value does not match pattern HHMMSS.FFFFFF'),
  UI: uidText,
};

/** Minimum validation, contract 2.7. */
export const minimumRules: Readonly<Record<string, ValueRule>> = {
  AE: longest(16),
  AS: (v) => (v.length === 4 ? undefined : 'value must be exactly 4 characters'),
  CS: longest(16),
  DA: (v) => (isCalendarDate(v) ? undefined : 'value is not a date of the form yyyyMMdd'),
  DT: (v) => (isDateTime(v) ? undefined : 'value is not a date time'),
  IS: (v) => (/^ *[+-]?\d+ *$/.test(v) ? undefined : 'value is not an integer'),
  LO: all(longest(64), noControls),
  PN: personName,
  SH: longest(16),
  TM: (v) => (isTime(v) ? undefined : 'value is not a time'),
  UI: (v) =>
    isToleratedUID(v) ? undefined : 'value is not a valid UID of at most 64 digits and dots',
};

/** Bytes one value takes; the length of an element must be a multiple of it. */
export const unitSizes: Readonly<Record<string, number>> = {
  AT: 4,
  FL: 4,
  FD: 8,
  SL: 4,
  SS: 2,
  SV: 8,
  UL: 4,
  US: 2,
  UV: 8,
  OD: 8,
  OF: 4,
  OL: 4,
  OV: 8,
  OW: 2,
};

/** Minimum validation of binary values: the first value must be whole. */
export const minimumSizes: Readonly<Record<string, number>> = {
  FD: 8,
  FL: 4,
  SL: 4,
  SS: 2,
  UL: 4,
  US: 2,
};
