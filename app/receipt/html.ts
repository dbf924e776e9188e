// Text of hostile origin inside HTML. A template may only be made of `html`, whose values are escaped.

/** Text that is HTML already; only `html` and `join` make it. */
export interface Html {
  readonly markup: string;
}

/** Characters that end a line or reorder it: a name must not change how the figures beside it read. */
const unprintable = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text
    .replace(unprintable, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

type Value = string | number | Html | undefined;

function markupOf(value: Value): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? value.markup : escaped(String(value));
}

export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const markup = parts.reduce((text, part, place) => text + markupOf(values[place - 1]) + part);
  return { markup };
}

export function join(parts: readonly Html[]): Html {
  return { markup: parts.map(({ markup }) => markup).join('') };
}
