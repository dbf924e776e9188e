// Judges and hashes received bytes that are held whole.
import { createHash } from 'node:crypto';
import type { JudgeReply, JudgeRequest } from '../tasks.ts';
import { ingestBytes } from './ingest.ts';

export function judge(request: JudgeRequest): JudgeReply {
  const { pieces } = request;
  const [first = new Uint8Array()] = pieces;
  const content = pieces.length > 1 ? Buffer.concat(pieces) : first;
  const ingest = ingestBytes(content, request);
  return { ingest, sha256: createHash('sha256').update(content).digest('hex') };
}
