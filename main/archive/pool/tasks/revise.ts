// Writes stored files anew with some values changed, every other byte carried over (contract 7.4).
import { createHash } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { correctionEdit } from '../../../../app/dicom/correction.ts';
import { memorySource, type ByteSource, type Dataset } from '../../../../app/dicom/dataset.ts';
import { toDicomJson } from '../../../../app/dicom/dicom-json.ts';
import { planEdit, planSource, type EditPlan } from '../../../../app/dicom/part10/edit.ts';
import type { Part10 } from '../../../../app/dicom/part10/part10.ts';
import type { Edit } from '../../../../app/dicom/part10/splice.ts';
import { Tag } from '../../../../app/dicom/tag.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import { fileFailure } from '../../blobs/file-failure.ts';
import { openFileSource } from '../file-source.ts';
import { openedBy } from '../flush-all.ts';
import { readHeld } from '../held-file.ts';
import { openedPart10 } from '../open-part10.ts';
import type {
  RevisedFacts,
  RevisedFile,
  ReviseReply,
  ReviseRequest,
  WrittenRevision,
} from '../tasks.ts';

const privateFile = 0o600;

type FileToRevise = ReviseRequest['files'][number];

/** Throws StorageFull; targets may be left then. */
export function revise(request: ReviseRequest): ReviseReply {
  return openedBy((opened) => request.files.map((file) => reviseOne(file, request, opened)));
}

/** One file that cannot be revised leaves nothing, and does not keep the others from it. */
function reviseOne(file: FileToRevise, request: ReviseRequest, opened: number[]): RevisedFile {
  try {
    return file.bytes > request.maxBytes ? planned(file, request) : written(file, request, opened);
  } catch (error) {
    const problem = error instanceof ArchiveError ? error.code : 'ProcessingFailure';
    if (problem === 'StorageFull') throw error;
    return { kind: 'failed', problem };
  }
}

interface Revision {
  readonly plan: EditPlan;
  readonly facts: RevisedFacts;
}

function revisionOf(source: ByteSource, { changes, provenance }: ReviseRequest): Revision {
  const before = openedPart10(source);
  const edit = correctionEdit(before.file, changes, provenance);
  const plan = planEdit(before, edit, deflateRawSync);
  // The new file is read before a byte of it is written.
  const after = openedPart10(planSource(plan, source)).file;
  const touched = touchedTags(edit);
  checkOnlyTouched(before.file, after, touched);
  return { plan, facts: factsOf({ before: before.file, after, touched }) };
}

/** Nothing of it is held. */
function planned({ path }: FileToRevise, request: ReviseRequest): RevisedFile {
  const file = openFileSource(path);
  try {
    const { plan, facts } = revisionOf(file.source, request);
    return { kind: 'planned', pieces: plan.pieces, ...facts };
  } finally {
    file.close();
  }
}

function written(file: FileToRevise, request: ReviseRequest, opened: number[]): WrittenRevision {
  const source = memorySource(readStored(file));
  const { plan, facts } = revisionOf(source, request);
  const { copy, sha256 } = writePlan(file.target, { plan, source });
  opened.push(copy);
  return { kind: 'written', bytes: plan.bytes, sha256, copy, ...facts };
}

/** Stored bytes never change: another length is the disk's failure. */
function readStored({ path, bytes }: FileToRevise): Uint8Array {
  try {
    const held = readHeld(path, bytes + 1);
    if (held.length === bytes) return held;
  } catch (cause) {
    throw new ArchiveError('StorageFailure', { cause });
  }
  throw new ArchiveError('StorageFailure');
}

function touchedTags({ set, append }: Edit): ReadonlySet<string> {
  return new Set([...set, ...append].map(({ tag }) => tag));
}

/** Whether the reader finds the elements there were and those asked for, no more and no less. */
function checkOnlyTouched(before: Part10, after: Part10, touched: ReadonlySet<string>): void {
  const kept = before.dataset.elements.filter(({ tag }) => !touched.has(tag));
  const found = after.dataset.elements.filter(({ tag }) => !touched.has(tag));
  const isSame = kept.every((element, i) => {
    const other = found[i];
    return other?.tag === element.tag && other.vr === element.vr && other.length === element.length;
  });
  const areThere = [...touched].every((tag) => after.dataset.has(tag));
  const isAsLong = kept.length === found.length;
  if (!isSame || !isAsLong || !areThere) throw new ArchiveError('NotEditable');
}

interface Versions {
  readonly before: Part10;
  readonly after: Part10;
  readonly touched: ReadonlySet<string>;
}

function factsOf({ before, after, touched }: Versions): RevisedFacts {
  const others = after.dataset.elements.map(({ tag }) => tag).filter((tag) => !touched.has(tag));
  return {
    transferSyntaxUID: after.transferSyntaxUID,
    members: toDicomJson(after.dataset, { drop: new Set(others) }),
    frameShift: pixelOffset(after.dataset) - pixelOffset(before.dataset),
  };
}

const pixelTags = [Tag.PixelData, Tag.FloatPixelData, Tag.DoubleFloatPixelData];

function pixelOffset(dataset: Dataset): number {
  const tag = pixelTags.find((one) => dataset.has(one));
  return tag === undefined ? 0 : (dataset.element(tag)?.offset ?? 0);
}

interface Held {
  readonly plan: EditPlan;
  readonly source: ByteSource;
}

/** Copies and hashes; the copy stays open. SHA-256 in lower-case hex. */
function writePlan(target: string, held: Held): Pick<WrittenRevision, 'copy' | 'sha256'> {
  try {
    const copy = openSync(target, 'wx', privateFile);
    try {
      return { copy, sha256: writePieces(copy, held) };
    } catch (error) {
      closeSync(copy);
      throw error;
    }
  } catch (error) {
    rmSync(target, { force: true });
    throw fileFailure(error);
  }
}

function writePieces(copy: number, { plan, source }: Held): string {
  const hash = createHash('sha256');
  for (const piece of plan.pieces) {
    const bytes = piece instanceof Uint8Array ? piece : source.read(piece.offset, piece.length);
    if (bytes.length !== piece.length) throw new ArchiveError('StorageFailure');
    hash.update(bytes);
    for (let done = 0; done < bytes.length;) done += writeSync(copy, bytes, done);
  }
  return hash.digest('hex');
}
