// The platform's decoders, made once per label.

const decoders = new Map<string, TextDecoder>();

export function decodeWith(label: string, bytes: Uint8Array): string {
  let decoder = decoders.get(label);
  if (decoder === undefined) {
    decoder = new TextDecoder(label);
    decoders.set(label, decoder);
  }
  return decoder.decode(bytes);
}
