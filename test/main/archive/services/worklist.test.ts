// The life of a workitem against a model of its own, whatever two performers ask for in whatever order (PS3.4 CC.1.1).
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ArchiveError } from '../../../../app/problems.ts';
import type { ProcedureStepState, TargetState } from '../../../../app/worklist/states.ts';
import { element, stateOf } from '../../../../app/worklist/workitem.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import type { WorkitemPath } from '../../../../main/archive/services/worklist.ts';
import {
  canceledDetails,
  completedDetails,
  workitem,
} from '../../../conformance/support/workitems.ts';
import {
  partitionKeyOf,
  partitionName,
  temporaryArchive,
} from '../../../support/temporary-archive.ts';

type Performer = '1.1' | '1.2';

type Step =
  | { readonly do: 'move'; readonly to: TargetState; readonly by: Performer }
  | { readonly do: 'detail'; readonly by: Performer | undefined }
  | { readonly do: 'request' };

const performer = fc.constantFrom<Performer>('1.1', '1.2');
const step = fc.oneof<fc.Arbitrary<Step>[]>(
  fc.record({
    do: fc.constant('move' as const),
    to: fc.constantFrom<TargetState>('IN PROGRESS', 'COMPLETED', 'CANCELED'),
    by: performer,
  }),
  fc.record({ do: fc.constant('detail' as const), by: fc.option(performer, { nil: undefined }) }),
  fc.record({ do: fc.constant('request' as const) }),
);

interface Model {
  state: ProcedureStepState;
  owner?: Performer;
  isDetailed: boolean;
}

/** What must come of a step, in words other than the product's table: whether it is taken, and what is then. */
function take(model: Model, asked: Step): boolean {
  const isOpen = model.state === 'SCHEDULED' || model.state === 'IN PROGRESS';
  if (asked.do === 'request') {
    if (model.state === 'SCHEDULED') model.state = 'CANCELED';
    else if (isOpen || model.state === 'COMPLETED') return false;
    return true;
  }
  if (asked.do === 'detail') {
    if (!isOpen || asked.by !== model.owner) return false;
    model.isDetailed = true;
    return true;
  }
  return move(model, asked);
}

function move(model: Model, asked: Step & { readonly do: 'move' }): boolean {
  if (model.state === 'SCHEDULED') {
    if (asked.to !== 'IN PROGRESS') return false;
    model.state = 'IN PROGRESS';
    model.owner = asked.by;
    return true;
  }
  if (asked.by !== model.owner || asked.to === 'IN PROGRESS') return false;
  if (model.state !== 'IN PROGRESS') return asked.to === model.state;
  if (!model.isDetailed) return false;
  model.state = asked.to;
  return true;
}

let archive: Archive;
let count = 0;

function ask(path: WorkitemPath, asked: Step): void {
  const { worklist } = archive;
  if (asked.do === 'request') worklist.requestCancellation(path, {});
  else if (asked.do === 'move') worklist.changeState(path, asked.to, asked.by);
  else worklist.update(path, { ...completedDetails, ...canceledDetails }, asked.by);
}

function isTaken(path: WorkitemPath, asked: Step): boolean {
  try {
    ask(path, asked);
    return true;
  } catch (error) {
    if (error instanceof ArchiveError) return false;
    throw error;
  }
}

it('goes only where its state and its owner let it', async () => {
  ({ archive } = await temporaryArchive());
  const place = partitionName('clinic-A');
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      const sopInstanceUID = `1.7.${String((count += 1))}`;
      archive.worklist.create({ partitionName: place, sopInstanceUID }, workitem());
      const partitionKey = partitionKeyOf(archive, 'clinic-A');
      const path = { partitionName: place, partitionKey, sopInstanceUID };
      const model: Model = { state: 'SCHEDULED', isDetailed: false };
      for (const asked of steps) {
        expect([asked, isTaken(path, asked)]).toEqual([asked, take(model, asked)]);
        expect(stateOf(archive.worklist.retrieve(path))).toBe(model.state);
      }
    }),
    { numRuns: 60 },
  );
});

it('tells somebody who was second that they were', async () => {
  const { archive: one } = await temporaryArchive();
  const place = { partitionName: partitionName('clinic-A'), sopInstanceUID: '1.2.3' };
  one.worklist.create(place, workitem());
  expect(() => one.worklist.create(place, workitem(element('PatientID', '78')))).toThrow(
    expect.objectContaining({ code: 'WorkitemExists' }),
  );
});
