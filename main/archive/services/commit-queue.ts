// Group commit: whatever is waiting when a commit ends goes into the next one together, so that one flush of a
// directory, one of the journal beside it, and one transaction serve them all. Bytes first, index last.
import type { Log } from '../../../app/log.ts';
import type { Blobs, StagedBlob } from '../blobs/blobs.ts';
import type { BlobPlace } from '../blobs/places.ts';
import type { Insertion, InsertResult } from '../index/insert.ts';
import type { IndexReader } from '../index/open-index.ts';
import type { JournaledWriter } from '../journal/journaled.ts';
import { withTagElements } from './tag-elements.ts';

/** Named moments at which a crash must lose nothing that was acknowledged. */
export type StoreStep = 'staged' | 'synced' | 'published' | 'journaled' | 'indexed';

export interface CommitPorts {
  readonly blobs: Blobs;
  readonly index: { readonly reader: IndexReader; readonly writer: JournaledWriter };
  readonly log: Log;
  /** Time of a commit, milliseconds since the epoch; never before an earlier commit's. */
  readonly commitTime: () => number;
  /** Tests stop the process here; nothing happens otherwise. */
  readonly onStep: (step: StoreStep) => void;
}

export interface CommitQueue {
  /** Publishes and indexes a blob, durable or open. Resolves when both are durable; the file of a duplicate is gone then. */
  commit(blob: StagedBlob, insertion: Insertion): Promise<InsertResult>;
  /**
   * Says that a commit follows soon, so that the others wait a moment for it; call the result when it is over, or when
   * something holds it up that takes long, a client for instance.
   */
  expect(): () => void;
  /** Says that the bytes of one that is expected are in its file: of few the disk may take them while they are judged. */
  written(place: BlobPlace): void;
  /** Resolves when nothing is waiting any more. */
  idle(): Promise<void>;
}

/** Keeps one transaction, and with it everybody else's wait, short. */
const maxBatch = 256;

/** The longest a commit waits for company; nobody waits who is alone. */
const companyMs = 15;

/** So few are committed all together. */
const few = 4;

/**
 * The disk can as well take the bytes of the first that wait, while others are committed or on their way. Of many it would
 * take one after the other what it takes at once when they are flushed together.
 */
const flushedEarly = 4;

interface Waiting {
  readonly blob: StagedBlob;
  readonly insertion: Insertion;
  readonly resolve: (result: InsertResult) => void;
  readonly reject: (error: unknown) => void;
}

class GroupCommit implements CommitQueue {
  readonly #ports: CommitPorts;
  readonly #waiting: Waiting[] = [];
  #expected = 0;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(ports: CommitPorts) {
    this.#ports = ports;
  }

  commit(blob: StagedBlob, insertion: Insertion): Promise<InsertResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ blob, insertion, resolve, reject });
      this.#consider();
      const waiting = this.#waiting.length;
      if (waiting > 0 && waiting <= flushedEarly) this.#ports.blobs.flushEarly(blob);
    });
  }

  expect(): () => void {
    this.#expected += 1;
    return () => {
      this.#expected -= 1;
      this.#consider();
    };
  }

  written(place: BlobPlace): void {
    if (this.#expected <= flushedEarly) this.#ports.blobs.flushEarly(place);
  }

  async idle(): Promise<void> {
    while (this.#waiting.length > 0 || this.#running !== undefined) {
      this.#begin();
      await this.#running;
    }
  }

  /**
   * Of many that are under way half is company enough: the other half keeps disk and processor busy meanwhile. Of few it
   * would be one or two, each with a flush and a transaction of its own.
   */
  #consider(): void {
    if (this.#waiting.length === 0 || this.#running !== undefined) return;
    const company = this.#expected <= few ? this.#expected : this.#expected / 2;
    if (this.#waiting.length >= company) {
      this.#begin();
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#begin();
    }, companyMs);
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#running !== undefined || this.#waiting.length === 0) return;
    const batch = this.#waiting.splice(0, maxBatch);
    this.#running = commitBatch(batch, this.#ports).then(() => {
      this.#running = undefined;
      this.#consider();
    });
  }
}

export function createCommitQueue(ports: CommitPorts): CommitQueue {
  return new GroupCommit(ports);
}

async function commitBatch(batch: readonly Waiting[], ports: CommitPorts): Promise<void> {
  try {
    const insertions = batch.map(({ insertion }) => insertion);
    const results = await ports.index.writer.insertSoon(
      () => withTagElements(insertions, ports.index.reader.tags.list()),
      ports.commitTime,
      publish(batch, ports),
    );
    ports.onStep('indexed');
    await Promise.all(
      batch.map(async ({ blob, resolve }, position) => {
        const result = results[position] ?? { kind: 'failed', error: undefined };
        if (result.kind !== 'inserted') await takeBack(blob, ports);
        resolve(result);
      }),
    );
  } catch (error) {
    await Promise.all(batch.map(({ blob }) => takeBack(blob, ports)));
    for (const { reject } of batch) reject(error);
  }
}

async function publish(batch: readonly Waiting[], { blobs, onStep }: CommitPorts): Promise<void> {
  await blobs.publish(batch.map(({ blob }) => blob));
  onStep('published');
}

/** Deletes a file only when it is certain that no row points at it; what stays is swept at the next start. */
async function takeBack(blob: StagedBlob, { blobs, index, log }: CommitPorts): Promise<void> {
  try {
    if (index.reader.instances.blobKeys(blob.key).has(blob.key)) return;
    await blobs.remove(blob.key);
    await blobs.discard(blob);
  } catch {
    log.warn('blob.left', { count: 1 });
  }
}
