// The JSON body of a request: read whole, because it is small, and parsed leniently (contract 12.7).
import { parseLenientJson } from '../../app/lenient-json.ts';
import { ArchiveError } from '../../app/problems.ts';
import type { Call } from './call.ts';

/** A workitem, a list of tags or of studies is far below this. */
const maxJsonBytes = 16 * 1024 * 1024;

/** Throws InvalidRequest for a body that is empty or no JSON, PayloadTooLarge for one that is no such document. */
export async function readJsonBody(call: Call): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of call.body()) {
    length += chunk.length;
    if (length > maxJsonBytes) throw new ArchiveError('PayloadTooLarge');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  if (text.trim() === '') {
    throw new ArchiveError('InvalidRequest', { message: 'A non-empty request body is required.' });
  }
  return parseLenientJson(text);
}
