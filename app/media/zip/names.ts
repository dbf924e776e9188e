// Names of ZIP entries are bytes and may say anything: here they become text to look at, never a path to open.

/** Code page 437, which names are in unless they are UTF-8 (APPNOTE.TXT Appendix D): the upper half. */
const upperHalf =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
  '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

function asUTF8(name: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return undefined;
  }
}

function asCodePage437(name: Uint8Array): string {
  const characters = Array.from(name, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : (upperHalf[byte - 0x80] ?? ''),
  );
  return characters.join('');
}

/** As text: many writers use UTF-8 without setting the flag for it, and nobody writes it by accident. */
export function decodeName(name: Uint8Array): string {
  return asUTF8(name) ?? asCodePage437(name);
}

/** Controls, marks that turn the direction of text, and the colon of drives and streams. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const unsafe = /[\x00-\x1f\x7f-\x9f:\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  const digits = code.toString(16).toUpperCase();
  return code < 0x100 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`;
}

function component(text: string): string {
  return text === '..' ? '\\x2E\\x2E' : text.replace(unsafe, escaped);
}

/**
 * The path to show for an entry, relative whatever the name claims: `/` and `\` both separate, roots fall away, and what
 * could mislead is spelt out as `\xHH`.
 */
export function displayPath(name: string): string {
  const components = name.split(/[/\\]/).filter((text) => text !== '' && text !== '.');
  return components.length === 0 ? '_' : components.map(component).join('/');
}
