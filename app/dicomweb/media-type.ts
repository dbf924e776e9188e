// Media types and media ranges, RFC 9110 §8.3.1 and §12.5.1, as far as DICOMweb uses them.

export interface MediaType {
  /** Lower case, e.g. `application/dicom+json`; may be a range such as `image/*`. */
  readonly name: string;
  /** Names in lower case, values as sent, quotes and escapes removed; the first of equal names counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const namePattern = new RegExp(`^\\s*(${token}/${token})\\s*(?=;|$)`);
// A value without quotes may hold what RFC 9110 forbids there (`type=application/dicom`); real clients send it.
const parameterPattern = new RegExp(
  `;\\s*(?:(${token})=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;",]+)))?\\s*(?=;|$)`,
  'y',
);

/** `undefined` when the text is not one well-formed media type. */
export function parseMediaType(text: string): MediaType | undefined {
  const start = namePattern.exec(text);
  if (start?.[1] === undefined) return undefined;
  const parameters = new Map<string, string>();
  let position = start[0].length;
  while (position < text.length) {
    parameterPattern.lastIndex = position;
    const match = parameterPattern.exec(text);
    if (match === null) return undefined;
    const [whole, name, quoted, plain] = match;
    const value = quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1');
    const key = name?.toLowerCase();
    if (key !== undefined && value !== undefined && !parameters.has(key)) {
      parameters.set(key, value);
    }
    position += whole.length;
  }
  return { name: start[1].toLowerCase(), parameters };
}

/** The elements of a header that lists media ranges, in order; a malformed one is `undefined`. */
export function parseMediaTypes(text: string): readonly (MediaType | undefined)[] {
  return splitList(text).map(parseMediaType);
}

/** Splits at commas outside quotes; empty elements do not count (RFC 9110 §5.6.1.2). */
function splitList(text: string): readonly string[] {
  const elements = text.match(/(?:[^,"\\]|"(?:[^"\\]|\\.)*"|["\\])+/g) ?? [];
  return elements.filter((element) => element.trim() !== '');
}
