import type { Tone } from '../../shared/ui/states';
import type { Approval } from './queries';

const verbs: Readonly<Record<string, string>> = {
  issue: 'Issue',
  renew: 'Renew with the same key',
  rekey: 'Renew with a new key',
  revoke: 'Revoke',
};

/** What would be done: `Revoke a certificate`. */
export function askedText({ resource, resourceAction }: Pick<Approval, 'resource' | 'resourceAction'>): string {
  return `${verbs[resourceAction] ?? resourceAction} ${resource === 'certificates' ? 'a certificate' : resource}`;
}

/** How the object is called: by its name now, else as it was when it was asked for. */
export function objectText({ objectName, objectLabel, objectNames, objectUuid }: Approval): string {
  return objectName ?? objectLabel ?? objectNames[0] ?? objectUuid;
}

export function toneOfApproval(status: Approval['status']): Tone {
  return { pending: 'warn', approved: 'good', rejected: 'bad', expired: 'neutral' }[status] as Tone;
}

const reasons = {
  decision: 'by decision',
  override: 'past its steps, by an override',
  withdrawal: 'withdrawn by who asked',
  expiry: 'nobody decided in time',
  subjectChanged: 'what it was about has changed',
} as const;

/** How it stands, in a sentence: what is missing while it is open, and by what it was closed. */
export function standingText(approval: Approval): string {
  const { status } = approval;
  const beside = besideStatus(approval);
  if (status === 'pending') return beside;
  return beside === '' ? status : `${status}: ${beside}`;
}

/** The same, for where the status itself is shown before it. */
export function besideStatus({ status, closedBecause, step, steps, decisions }: Approval): string {
  if (status !== 'pending') return closedBecause === null ? '' : reasons[closedBecause];
  const open = steps[step - 1];
  const given = decisions.filter((one) => one.step === step && one.decision === 'approve').length;
  const needed = open === undefined ? '' : `, ${given} of ${open.requiredApprovals} approvals given`;
  return `step ${step} of ${steps.length}${needed}`;
}

/** Whom a step asks. */
export function askedOf(step: Approval['steps'][number]): string {
  const hidden = '(hidden)';
  if (step.userUuid !== null) return step.userName ?? hidden;
  if (step.roleUuid !== null) return `role ${step.roleName ?? hidden}`;
  return step.groupUuid === null ? 'anybody who may' : `group ${step.groupName ?? hidden}`;
}

/** Why somebody cannot decide now; undefined where they can. */
export function whyNot({ status, mayDecide }: Approval, mayWrite: boolean): string | undefined {
  if (status !== 'pending') return `It is ${status} already.`;
  if (!mayWrite) return 'You need the permission approvals:write.';
  return mayDecide ? undefined : 'It does not wait for you now.';
}
