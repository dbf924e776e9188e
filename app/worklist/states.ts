// The life of a workitem (PS3.4 CC.1.1, contract 8.2) as a table of who may ask for what.

export const procedureStepStates = ['SCHEDULED', 'IN PROGRESS', 'COMPLETED', 'CANCELED'] as const;
export type ProcedureStepState = (typeof procedureStepStates)[number];

/** What a change of state may ask for; SCHEDULED comes into being with the workitem alone. */
export type TargetState = Exclude<ProcedureStepState, 'SCHEDULED'>;

export function isTargetState(text: unknown): text is TargetState {
  return text === 'IN PROGRESS' || text === 'COMPLETED' || text === 'CANCELED';
}

/** Codes of PS3.4 CC.2.1, as the service names them. */
export type RefusalCode = 'C300' | 'C301' | 'C302' | 'C311' | 'C312';
export type UnchangedCode = 'B304' | 'B306';

export type Decision =
  | { readonly kind: 'changed' }
  /** Already in the final state asked for. */
  | { readonly kind: 'unchanged'; readonly code: UnchangedCode }
  | { readonly kind: 'refused'; readonly code: RefusalCode };

const changed: Decision = { kind: 'changed' };
const unchanged = (code: UnchangedCode): Decision => ({ kind: 'unchanged', code });
const refused = (code: RefusalCode): Decision => ({ kind: 'refused', code });

/** By the state a workitem is in, for who has its Transaction UID; anybody claims what is SCHEDULED. */
const transitions: Readonly<Record<ProcedureStepState, Readonly<Record<TargetState, Decision>>>> = {
  SCHEDULED: {
    'IN PROGRESS': changed,
    COMPLETED: refused('C301'),
    CANCELED: refused('C301'),
  },
  'IN PROGRESS': {
    'IN PROGRESS': refused('C302'),
    COMPLETED: changed,
    CANCELED: changed,
  },
  COMPLETED: {
    'IN PROGRESS': refused('C300'),
    COMPLETED: unchanged('B306'),
    CANCELED: refused('C300'),
  },
  CANCELED: {
    'IN PROGRESS': refused('C300'),
    COMPLETED: refused('C300'),
    CANCELED: unchanged('B304'),
  },
};

export interface Ownership {
  readonly state: ProcedureStepState;
  /** Transaction UID of whoever claimed it; absent while nobody did. */
  readonly transactionUID?: string;
}

/** PS3.4 CC.2.1.3: may the holder of `transactionUID` bring the workitem to `target`? */
export function decideTransition(
  { state, transactionUID: owner }: Ownership,
  target: TargetState,
  transactionUID: string,
): Decision {
  if (state !== 'SCHEDULED' && owner !== transactionUID) return refused('C301');
  return transitions[state][target];
}

/** PS3.4 CC.2.2.3: a scheduled workitem is cancelled at once, for the others nobody can be asked. */
export const cancellations: Readonly<Record<ProcedureStepState, Decision>> = {
  SCHEDULED: changed,
  'IN PROGRESS': refused('C312'),
  COMPLETED: refused('C311'),
  CANCELED: unchanged('B304'),
};

/** PS3.4 CC.2.6.3: who may update; `transactionUID` is the one of the request, if it has one. */
export function mayUpdate(
  { state, transactionUID: owner }: Ownership,
  transactionUID: string | undefined,
): boolean {
  if (state === 'SCHEDULED') return transactionUID === undefined;
  return state === 'IN PROGRESS' && transactionUID !== undefined && transactionUID === owner;
}
