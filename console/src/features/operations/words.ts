import type { Tone } from '../../shared/ui/states';
import type { Operation } from './queries';

export const actionNames: Readonly<Record<Operation['action'], string>> = {
  issue: 'New certificate',
  renew: 'Renewal',
  rekey: 'Renewal with another key',
  revoke: 'Revocation',
};

export const actions = Object.keys(actionNames) as readonly Operation['action'][];

export const stateNames: Readonly<Record<Operation['state'], string>> = {
  requested: 'requested',
  pending_approval: 'waits for approval',
  pending_issue: 'the authority works on it',
  pending_revoke: 'the authority revokes',
  issued: 'issued',
  revoked: 'revoked',
  rejected: 'rejected',
  failed: 'failed',
  cancelled: 'called off',
};

export const operationStates = Object.keys(stateNames) as readonly Operation['state'][];

const finals: ReadonlySet<Operation['state']> = new Set(['issued', 'revoked', 'rejected', 'failed', 'cancelled']);

export function isFinal({ state }: Pick<Operation, 'state'>): boolean {
  return finals.has(state);
}

export function toneOf(state: Operation['state']): Tone {
  if (state === 'issued' || state === 'revoked') return 'good';
  if (state === 'failed' || state === 'rejected') return 'bad';
  return state === 'cancelled' ? 'neutral' : state === 'pending_approval' ? 'warn' : 'accent';
}

/** How it ended or stands; the end of a hold is an end of another kind. */
export function standingOf({ state, reason }: Pick<Operation, 'state' | 'reason'>): string {
  if (state === 'issued' && reason === 'removeFromCRL') return 'released from the hold';
  if (state === 'revoked' && reason === 'certificateHold') return 'on hold';
  return stateNames[state];
}

/** What is asked, with the hold that a revocation may be or end. */
export function askedOf({ action, reason }: Pick<Operation, 'action' | 'reason'>): string {
  if (action !== 'revoke') return actionNames[action];
  if (reason === 'certificateHold') return 'Hold';
  return reason === 'removeFromCRL' ? 'Release from a hold' : actionNames.revoke;
}

/** What it is about: the certificate by its name, else what was requested. */
export function nameOfOperation(operation: Pick<Operation, 'certificateName' | 'names' | 'subjectDn'>): string {
  const { certificateName, names, subjectDn } = operation;
  return certificateName ?? names[0]?.replace(/^\w+:/, '') ?? subjectDn;
}

export interface Step {
  readonly label: string;
  /** Past, where it stands, still to come, or where it ended badly. */
  readonly at: 'done' | 'now' | 'later' | 'ended';
}

/** The way of an operation, as far as it is known: what was passed, where it stands, what is to come. */
export function stepsOf(operation: Pick<Operation, 'action' | 'state' | 'reason' | 'approvalUuid'>): readonly Step[] {
  const { action, state, approvalUuid } = operation;
  const authority = action === 'revoke' ? 'pending_revoke' : 'pending_issue';
  const end = action === 'revoke' ? 'revoked' : 'issued';
  const way: readonly (readonly [Operation['state'], string])[] = [
    ['requested', 'Requested'],
    ...(approvalUuid === null ? [] : ([['pending_approval', 'Approval']] as const)),
    [authority, 'At the authority'],
  ];
  const lastWords = standingOf({ state: end, reason: operation.reason });
  const last = `${lastWords.charAt(0).toUpperCase()}${lastWords.slice(1)}`;
  if (!isFinal(operation)) {
    const at = way.findIndex(([of]) => of === state);
    return [
      ...way.map(([, label], index): Step => ({ label, at: index < at ? 'done' : index === at ? 'now' : 'later' })),
      { label: last, at: 'later' },
    ];
  }
  if (state === 'issued' || state === 'revoked') {
    return [...way.map(([, label]): Step => ({ label, at: 'done' })), { label: last, at: 'done' }];
  }
  // Where it was when it ended badly is not told; what nobody asked any more is left out.
  const ended = stateNames[state];
  const passed = state === 'rejected' ? way.filter(([of]) => of !== authority) : way.slice(0, 1);
  return [
    ...passed.map(([, label]): Step => ({ label, at: 'done' })),
    { label: `${ended.charAt(0).toUpperCase()}${ended.slice(1)}`, at: 'ended' },
  ];
}

/** Why it cannot be called off; undefined where it can. */
export function whyNoCancel(operation: Pick<Operation, 'state' | 'cancelRequested'>): string | undefined {
  if (isFinal(operation)) return 'It has ended.';
  if (operation.cancelRequested) return 'It is being called off.';
  return operation.state === 'pending_revoke'
    ? 'The authority was asked for it: that cannot be called off.'
    : undefined;
}
