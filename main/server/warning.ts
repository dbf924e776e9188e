// The Warning header as the service writes it: 299, the host without its port, the sentence (contract 12.8).
import type { Call } from './call.ts';

/** `-` stands for a host that is not known. */
export function warningHeader(
  { headers }: Pick<Call, 'headers'>,
  sentence: string,
): { readonly Warning: string } {
  const host = headers.host?.replace(/:\d+$/, '') ?? '-';
  return { Warning: `299 ${host}: "${sentence.replaceAll('"', "'")}"` };
}
