// Texts that come again and again, each kept once.

/** Gives for equal texts the same one: a million files of one patient need one text. */
export type SharedTexts = <T extends string>(text: T) => T;

export function sharedTexts(): SharedTexts {
  const texts = new Map<string, string>();
  return <T extends string>(text: T): T => {
    const known = texts.get(text);
    // Equal to what was asked for, so of its type.
    if (known !== undefined) return known as T;
    texts.set(text, text);
    return text;
  };
}
