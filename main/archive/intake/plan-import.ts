// The difference an import would make: every file is read and compared, and nothing is written anywhere.
import { attributeSentence } from './attribute-sentence.ts';
import { ArchiveError, problems } from '../../../app/problems.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import type { PartitionName } from '../../../app/model/identifiers.ts';
import type { ImportPlan, PlannedFile, PlannedPatient } from '../../../app/model/plan.ts';
import type { InspectedInstance, InspectReply } from '../pool/tasks.ts';
import { nonDicomKind, isMediaDirectory } from './classify.ts';
import { mediumFingerprint } from './fingerprint.ts';
import { createMediumNotes } from './medium-notes.ts';
import type { AuditPorts, NotedPath } from './medium-notes.ts';
import { createPlanComparison } from './plan-comparison.ts';
import type { ComparisonPorts } from './plan-comparison.ts';
import { createPlanTree } from './plan-tree.ts';
import { changedSentence } from './read-file.ts';
import { fileProblems } from './source.ts';
import type { MediaEntry, MediaFile, MediaSource } from './source.ts';
import { systemErrorSentence } from './system-errors.ts';

export interface PlanRequest {
  readonly source: MediaSource;
  readonly partitionName: PartitionName;
}

export interface PlanOptions {
  readonly signal: AbortSignal;
  /** Called after each path with the number of paths that are judged, and what there is so far. */
  readonly onProgress?: (judged: number, patients: () => readonly PlannedPatient[]) => void;
}

export interface PlanPorts extends ComparisonPorts, AuditPorts {
  readonly inspect: (file: MediaFile, signal: AbortSignal) => Promise<InspectReply>;
}

/** Looked at beside each other; judged in the order of the medium, so that the same medium has the same plan. */
const filesAhead = 16;

/** Its medium did not give it, with a sentence for the person. */
interface NotGiven {
  readonly kind: 'notGiven';
  readonly problem: ProblemCode;
  readonly detail: string;
}

type Reply = InspectReply | NotGiven | undefined;

interface Looked {
  readonly entry: MediaEntry;
  readonly reply: Reply;
}

/** Throws ArchiveError Cancelled when aborted, and SourceInsideArchive. */
export async function planImport(
  { source, partitionName }: PlanRequest,
  { signal, onProgress }: PlanOptions,
  ports: PlanPorts,
): Promise<ImportPlan> {
  const comparison = createPlanComparison(partitionName, ports);
  const tree = createPlanTree();
  const notes = createMediumNotes();
  const files: PlannedFile[] = [];
  for await (const { entry, reply } of lookedAt(source, signal, ports)) {
    if (reply?.kind === 'instance') {
      const judgement = await comparison.judge(reply, signal);
      files.push({ ...about(entry), ...judgement });
      tree.add(reply, judgement.verdict);
      const { instance, sopClassUID, facts } = reply;
      notes.note({ path: entry.path, instance, sopClassUID, ...patientIn(facts) });
    } else {
      const file = withoutInstance(entry, reply);
      files.push(file);
      tree.addOther(file.verdict);
      notes.note(file, entry.kind === 'file' ? entry : undefined);
    }
    onProgress?.(files.length, tree.patients);
  }
  const patients = tree.patients();
  return {
    partitionName,
    fingerprint: mediumFingerprint(files),
    scanned: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    counts: tree.counts(),
    patients,
    concerns: comparison.concerns(patients),
    audits: (await notes.audit(signal, ports)).audits,
    files,
  };
}

function patientIn({ patientID }: InspectedInstance['facts']): Pick<NotedPath, 'patientID'> {
  return patientID === undefined ? {} : { patientID };
}

function about({ path, bytes }: MediaEntry): Pick<PlannedFile, 'path' | 'bytes'> {
  return { path, bytes };
}

function sentenceOf(
  reply: Extract<Reply, { kind: 'unreadable' | 'notGiven' }> | undefined,
): string {
  if (reply?.kind === 'notGiven') return reply.detail;
  if (reply?.reason === 'changed') return changedSentence;
  return systemErrorSentence({ code: reply?.reason ?? 'UNKNOWN' });
}

async function* lookedAt(
  source: MediaSource,
  signal: AbortSignal,
  ports: PlanPorts,
): AsyncGenerator<Looked> {
  const waiting: Promise<Looked>[] = [];
  for await (const entry of source.list(signal)) {
    const next = look(entry, signal, ports);
    // Whoever takes it hears of its failure; until then it must not count as unheard.
    next.catch(() => undefined);
    waiting.push(next);
    const first = waiting.length > filesAhead ? waiting.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const one of waiting) yield await one;
}

async function look(entry: MediaEntry, signal: AbortSignal, ports: PlanPorts): Promise<Looked> {
  if (entry.kind === 'oddity') return { entry, reply: undefined };
  try {
    return { entry, reply: await ports.inspect(entry, signal) };
  } catch (error) {
    // A file that crashes its reader, keeps it busy for ever or cannot be read costs only itself.
    if (!(error instanceof ArchiveError)) throw error;
    const { code, message } = error;
    if (fileProblems.has(code)) {
      return { entry, reply: { kind: 'notGiven', problem: code, detail: message } };
    }
    if (code !== 'ProcessingFailure') throw error;
    return { entry, reply: { kind: 'refused', problem: code, attributeFailures: [] } };
  }
}

function withoutInstance(entry: MediaEntry, reply: Exclude<Reply, InspectedInstance>): PlannedFile {
  if (entry.kind === 'oddity') {
    const { bucket: verdict, nonDicomKind: kind, problem, detail } = entry;
    const codes = {
      ...(kind !== undefined && { nonDicomKind: kind }),
      ...(problem !== undefined && { problem }),
    };
    return { ...about(entry), verdict, details: [detail], ...codes };
  }
  if (reply === undefined || reply.kind === 'unreadable' || reply.kind === 'notGiven') {
    const problem = reply?.kind === 'notGiven' ? reply.problem : 'SourceUnreadable';
    return { ...about(entry), verdict: 'unreadable', problem, details: [sentenceOf(reply)] };
  }
  if (reply.kind === 'other') {
    const kind = isMediaDirectory(reply.head)
      ? 'mediaDirectory'
      : nonDicomKind(entry.path, reply.head);
    return { ...about(entry), verdict: 'notDicom', nonDicomKind: kind, details: [] };
  }
  const { problem, attributeFailures, sha256 } = reply;
  return {
    ...about(entry),
    verdict: 'refused',
    problem,
    ...(sha256 !== undefined && { sha256 }),
    details: [problems[problem].message, ...attributeFailures.map(attributeSentence)],
  };
}
