// JSON as people write it: comments and trailing commas are forgiven (contract 12.7). What is left is the platform's.
import { ArchiveError } from './problems.ts';

/** Text in quotes is taken whole, so that nothing in it looks like a comment or a comma. */
const commentsAndTexts = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const commasAndTexts = /"(?:\\.|[^"\\])*"|,(?=\s*[}\]])/g;

/** As the service does it. */
export const maxJsonDepth = 64;

/** Throws InvalidRequest for text that is no JSON, or that is nested deeper than `maxJsonDepth`. */
export function parseLenientJson(text: string): unknown {
  const keepTexts = (found: string): string => (found.startsWith('"') ? found : ' ');
  const plain = text.replace(commentsAndTexts, keepTexts).replace(commasAndTexts, keepTexts);
  let value: unknown;
  try {
    value = JSON.parse(plain);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ArchiveError('InvalidRequest', { message: 'The body is not valid JSON.' });
  }
  if (depthOf(plain) > maxJsonDepth) {
    const message = `The body is nested deeper than ${String(maxJsonDepth)} levels.`;
    throw new ArchiveError('InvalidRequest', { message });
  }
  return value;
}

function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [mark] of json.matchAll(/"(?:\\.|[^"\\])*"|[[{\]}]/g)) {
    if (mark === '[' || mark === '{') deepest = Math.max(deepest, (depth += 1));
    else if (mark === ']' || mark === '}') depth -= 1;
  }
  return deepest;
}
