import type { Approval } from '../../domain/approvals/approval';
import { withdraw } from '../../domain/approvals/decide';
import { CertloomError } from '../../domain/problem';
import { addDuration, parseDuration } from '../../domain/values/duration';
import type { ApprovalProfileStore } from '../../store/approvals/profiles';
import type { ApprovalStore } from '../../store/approvals/approvals';
import { uuidOf } from '../../store/database/derived-ids';
import type { ApprovalRequests } from './request';
import type { StateOfSubject } from './subject-state';

export interface ApprovalRequestDeps {
  readonly approvals: Pick<ApprovalStore, 'open' | 'find' | 'move'>;
  readonly profiles: Pick<ApprovalProfileStore, 'find'>;
  readonly stateOf: StateOfSubject;
  /** Starts the run of an approval, or tells it that the row has moved. Throws when the engine is away. */
  readonly wake: (approvalUuid: string) => Promise<void>;
  readonly now: () => Date;
}

/** The uuid of the approval that a key asks for. */
export function approvalUuidOf(key: string): string {
  return uuidOf(`approval:${key}`);
}

const moveTries = 20;
const mostNames = 100;

/** What asks for approval, and what withdraws it. */
export function createApprovalRequests(deps: ApprovalRequestDeps): ApprovalRequests {
  const { approvals, now } = deps;
  return {
    async request(request) {
      const uuid = approvalUuidOf(request.key);
      const known = await approvals.find(uuid);
      if (known === null) await open(uuid, request);
      // The housekeeping wakes it when this process does not get so far.
      await deps.wake(uuid);
      const { status } = known ?? (await approvals.find(uuid)) ?? { status: 'pending' };
      return { approvalUuid: uuid, status };
    },

    async standingOf(uuid) {
      const found = await approvals.find(uuid);
      return found === null ? null : { status: found.status, closedBecause: found.closedBecause };
    },

    async withdraw(uuid) {
      for (let tries = 0; tries < moveTries; tries += 1) {
        const approval = await approvals.find(uuid);
        const next = approval === null ? null : withdraw(approval, now());
        if (next === null) return;
        if (!(await approvals.move(next, now()))) continue;
        await deps.wake(uuid);
        return;
      }
      throw new Error('an approval was moved by others each time');
    },
  };

  async function open(uuid: string, request: Parameters<ApprovalRequests['request']>[0]): Promise<void> {
    const profile = await deps.profiles.find(request.profile);
    if (profile === undefined) throw new CertloomError('not_found', 'There is no such approval profile.');
    if (!profile.enabled) {
      throw new CertloomError(
        'invalid_state',
        `The approval profile "${profile.name}" is disabled, so nothing that needs it can be approved.`,
      );
    }
    const createdAt = now();
    const { resource, resourceAction, objectUuid, objectName, objectNames = [], creator, waiter } = request;
    const approval: Approval = {
      ...{ uuid, resource, resourceAction, objectUuid, objectName, creator, createdAt, steps: profile.steps },
      objectNames: objectNames.slice(0, mostNames),
      profile: { uuid: profile.uuid, name: profile.name, version: profile.version },
      subjectState: await deps.stateOf(resource, objectUuid),
      ...{ status: 'pending', step: 1, closedAt: null, closedBecause: null, decisions: [], comments: [], revision: 1 },
      expiryAt: addDuration(createdAt, parseDuration(profile.expiry)!, 1),
      waiter: waiter ?? null,
    };
    const other = await approvals.open(approval);
    if (other === null) return;
    throw new CertloomError('approval_pending', 'Another approval of this object is open; it has one at a time.', {
      extra: { approvalUuid: other.uuid },
    });
  }
}
