// The worklist (PS3.18 §11, contract chapter 8): each operation reads, decides by the tables, and writes what follows.
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import type { PartitionKey, PartitionName } from '../../../app/model/identifiers.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { faultSentence, findFault } from '../../../app/worklist/requirements.ts';
import type { Requirements } from '../../../app/worklist/requirements.ts';
import { createRules, finalStateRules, updateRules } from '../../../app/worklist/rules.ts';
import type { WorkitemQuery } from '../../../app/worklist/query.ts';
import { cancellations, decideTransition, mayUpdate } from '../../../app/worklist/states.ts';
import type { TargetState, UnchangedCode } from '../../../app/worklist/states.ts';
import {
  cancelledWorkitem,
  createdWorkitem,
  movedWorkitem,
  stateOf,
  textOf,
  updatedWorkitem,
  withoutLock,
} from '../../../app/worklist/workitem.ts';
import type { IndexReader, IndexWriter } from '../index/open-index.ts';
import type { StoredWorkitem } from '../index/workitems.ts';

export interface WorkitemPath {
  readonly partitionName: PartitionName;
  readonly partitionKey: PartitionKey;
  readonly sopInstanceUID: string;
}

/** `unchanged`: it was in the final state asked for already. */
export type StateChange =
  { readonly kind: 'changed' } | { readonly kind: 'unchanged'; readonly code: UnchangedCode };

/** All throw WorkitemNotFound, InvalidWorkitem with a sentence, and WorkitemBusy when somebody else was first. */
export interface Worklist {
  /** PS3.18 §11.4. Creates the partition with its first workitem. Throws WorkitemExists. */
  create(place: Pick<WorkitemPath, 'partitionName' | 'sopInstanceUID'>, dataset: DicomJson): void;
  /** PS3.18 §11.5, without the Transaction UID. */
  retrieve(path: WorkitemPath): DicomJson;
  /** PS3.18 §11.6. */
  update(path: WorkitemPath, dataset: DicomJson, transactionUID: string | undefined): void;
  /** PS3.18 §11.7. */
  changeState(path: WorkitemPath, target: TargetState, transactionUID: string): StateChange;
  /** PS3.18 §11.8: cancelled at once, or refused with WorkitemNotCancellable. */
  requestCancellation(path: WorkitemPath, dataset: DicomJson): StateChange;
  /** PS3.18 §11.9, newest first, without Transaction UIDs. */
  search(partitionKey: PartitionKey, query: WorkitemQuery): readonly DicomJson[];
}

export interface WorklistPorts {
  readonly reader: Pick<IndexReader, 'workitems' | 'searchWorkitems'>;
  readonly writer: Pick<IndexWriter, 'writeWorkitem'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function createWorklist({ reader, writer, now }: WorklistPorts): Worklist {
  const find = ({ partitionKey, sopInstanceUID }: WorkitemPath): StoredWorkitem => {
    const found = reader.workitems.find(partitionKey, sopInstanceUID);
    if (found === undefined) throw new ArchiveError('WorkitemNotFound');
    return found;
  };
  const follow = ({ partitionName }: WorkitemPath, before: StoredWorkitem, dataset: DicomJson) => {
    const { sopInstanceUID, revision } = before;
    const change = { partitionName, sopInstanceUID, revision: revision + 1, dataset };
    if (writer.writeWorkitem(change, now()) === 'stale') throw new ArchiveError('WorkitemBusy');
  };
  return {
    create({ partitionName, sopInstanceUID }, sent) {
      const atMs = now();
      const dataset = createdWorkitem(sent, sopInstanceUID, atMs);
      check(dataset, createRules);
      const change = { partitionName, sopInstanceUID, revision: 1, dataset };
      if (writer.writeWorkitem(change, atMs) === 'stale') throw new ArchiveError('WorkitemExists');
    },
    retrieve: (path) => withoutLock(find(path).dataset),
    update(path, sent, transactionUID) {
      const stored = find(path);
      checkMayUpdate(stored, transactionUID);
      check(sent, updateRules);
      follow(path, stored, updatedWorkitem(stored.dataset, sent, now()));
    },
    changeState(path, target, transactionUID) {
      const stored = find(path);
      const decision = decideTransition(ownershipOf(stored), target, transactionUID);
      if (decision.kind === 'unchanged') return decision;
      if (decision.kind === 'refused') throw cannotMove(target, decision.code);
      const dataset = movedWorkitem(stored.dataset, target, transactionUID);
      if (target !== 'IN PROGRESS') check(dataset, finalStateRules[target]);
      follow(path, stored, dataset);
      return decision;
    },
    requestCancellation(path, sent) {
      const stored = find(path);
      const state = stateOf(stored.dataset);
      const decision = cancellations[state];
      if (decision.kind === 'refused') {
        const message = `The workitem instance is in '${state}' state and cannot be cancelled: ${decision.code}.`;
        throw new ArchiveError('WorkitemNotCancellable', { message });
      }
      if (decision.kind === 'changed') {
        follow(path, stored, cancelledWorkitem(stored.dataset, sent, now()));
      }
      return decision;
    },
    search: (partitionKey, query) =>
      reader
        .searchWorkitems(partitionKey, query)
        .map(({ dataset }) => shown(withoutLock(dataset), query.returnTags)),
  };
}

function ownershipOf({ dataset }: StoredWorkitem) {
  const transactionUID = textOf(dataset, 'TransactionUID');
  return { state: stateOf(dataset), ...(transactionUID !== undefined && { transactionUID }) };
}

function check(dataset: DicomJson, rules: Requirements): void {
  const fault = findFault(dataset, rules);
  if (fault === undefined) return;
  throw new ArchiveError('InvalidWorkitem', { message: faultSentence(fault) });
}

function checkMayUpdate(stored: StoredWorkitem, transactionUID: string | undefined): void {
  const ownership = ownershipOf(stored);
  if (mayUpdate(ownership, transactionUID)) return;
  const isOpen = ownership.state === 'SCHEDULED' || ownership.state === 'IN PROGRESS';
  throw new ArchiveError('InvalidWorkitem', {
    message: isOpen
      ? 'The target URI did not reference a claimed workitem.'
      : `The request is inconsistent with the current state '${ownership.state}' of the workitem.`,
  });
}

function cannotMove(target: TargetState, code: string): ArchiveError {
  return new ArchiveError('InvalidWorkitem', {
    message: `The workitem instance can not transition to '${target}' state: ${code}.`,
  });
}

function shown(dataset: DicomJson, tags: ReadonlySet<string> | undefined): DicomJson {
  if (tags === undefined) return dataset;
  return Object.fromEntries(Object.entries(dataset).filter(([tag]) => tags.has(tag)));
}
