/** JSON text that is the same for equal values: members by UTF-16 code units, no blanks (RFC 8785). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return primitiveText(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** As ECMAScript writes numbers and strings, which is what the RFC asks for. */
function primitiveText(value: unknown): string {
  // What it returns for functions and the like its type does not say.
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError('No value of JSON');
  return text;
}
