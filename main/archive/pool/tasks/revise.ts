// Writes a stored file anew with some values changed, every other byte carried over (contract 7.4).
import { createHash } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { correctionEdit } from '../../../../app/dicom/correction.ts';
import type { ByteSource, Dataset } from '../../../../app/dicom/dataset.ts';
import { toDicomJson } from '../../../../app/dicom/dicom-json.ts';
import { planEdit, planSource, type EditPlan } from '../../../../app/dicom/part10/edit.ts';
import type { Part10 } from '../../../../app/dicom/part10/part10.ts';
import type { Edit } from '../../../../app/dicom/part10/splice.ts';
import { Tag } from '../../../../app/dicom/tag.ts';
import type { ByteRange } from '../../../../app/pixel/image.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import { fileFailure } from '../../blobs/file-failure.ts';
import { openFileSource } from '../file-source.ts';
import { openedPart10 } from '../open-part10.ts';
import type { RevisedFacts, ReviseReply, ReviseRequest } from '../tasks.ts';

const privateFile = 0o600;
const copiedBytes = 1024 * 1024;

/** Throws InvalidInstance, NotEditable, CharacterSetTooSmall, StorageFull, StorageFailure; nothing is left then. */
export function revise(request: ReviseRequest): ReviseReply {
  const source = openFileSource(request.path);
  try {
    const before = openedPart10(source);
    const edit = correctionEdit(before.file, request.changes, request.provenance);
    const plan = planEdit(before, edit, deflateRawSync);
    // The new file is read before a byte of it is written.
    const after = openedPart10(planSource(plan, source)).file;
    const touched = touchedTags(edit);
    checkOnlyTouched(before.file, after, touched);
    const facts = factsOf({ before: before.file, after, touched });
    if (plan.bytes > request.maxBytes) return { kind: 'planned', pieces: plan.pieces, ...facts };
    const sha256 = writePlan(request.target, plan, source);
    return { kind: 'written', bytes: plan.bytes, sha256, ...facts };
  } finally {
    source.close();
  }
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

interface Revision {
  readonly before: Part10;
  readonly after: Part10;
  readonly touched: ReadonlySet<string>;
}

function factsOf({ before, after, touched }: Revision): RevisedFacts {
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

/** Copies and hashes; returns the SHA-256 in lower-case hex. */
function writePlan(target: string, { pieces }: EditPlan, source: ByteSource): string {
  const hash = createHash('sha256');
  try {
    const file = openSync(target, 'wx', privateFile);
    try {
      for (const bytes of bytesOf(pieces, source)) {
        hash.update(bytes);
        writeWhole(file, bytes);
      }
    } finally {
      closeSync(file);
    }
    return hash.digest('hex');
  } catch (error) {
    rmSync(target, { force: true });
    throw fileFailure(error);
  }
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
}

function* bytesOf(pieces: EditPlan['pieces'], source: ByteSource): Generator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece;
    else yield* chunksOf(piece, source);
  }
}

function* chunksOf(piece: ByteRange, source: ByteSource): Generator<Uint8Array> {
  for (let done = 0; done < piece.length; done += copiedBytes) {
    const wanted = Math.min(copiedBytes, piece.length - done);
    const bytes = source.read(piece.offset + done, wanted);
    if (bytes.length !== wanted) throw new ArchiveError('StorageFailure');
    yield bytes;
  }
}
