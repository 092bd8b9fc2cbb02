import { createHash } from 'node:crypto';
import type { Approval, ApprovalComment, ApprovalUser } from '../../domain/approvals/approval';
import { decide, subjectChanged, withdraw, type DecisionRequest, type Refusal } from '../../domain/approvals/decide';
import { CertloomError, type ProblemCode } from '../../domain/problem';
import { uuidOf } from '../../store/database/derived-ids';
import type { ApprovalStore } from '../../store/approvals/approvals';
import type { ServiceLogger } from '../logger';
import type { StateOfSubject } from './subject-state';

export interface ApprovalDecisionDeps {
  readonly approvals: Pick<ApprovalStore, 'find' | 'move' | 'comment'>;
  readonly stateOf: StateOfSubject;
  readonly wake: (approvalUuid: string) => Promise<void>;
  readonly logger: Pick<ServiceLogger, 'warn'>;
  readonly newId: () => string;
  readonly now: () => Date;
}

type GivenDecision = Omit<DecisionRequest, 'key'> & { readonly key: string | undefined };

const refusals: Readonly<Record<Refusal, readonly [ProblemCode, string]>> = {
  closed: ['approval_closed', 'This approval is closed already.'],
  expired: ['approval_closed', 'This approval has expired.'],
  self_approval: ['self_approval', 'You asked for this yourself, so somebody else has to decide.'],
  already_decided: ['already_decided', 'You have decided on this approval already.'],
  not_the_approver: ['forbidden', 'The step that is open asks somebody else.'],
  no_right_to_override: ['forbidden', 'This needs the permission approvals:override.'],
};

/** Why somebody may not decide, for people. */
export function refusalText(because: Refusal): string {
  return refusals[because][1];
}

const moveTries = 20;
export const mostComments = 200;

/** What people do with approvals. Who comes second decides on what the first has left. */
export function createApprovalDecisions(deps: ApprovalDecisionDeps) {
  const { approvals, now } = deps;

  /** Its run is told; when that fails the housekeeping does it, because what was decided is decided. */
  async function wake({ uuid }: Approval): Promise<void> {
    await deps
      .wake(uuid)
      .catch((error: unknown) =>
        deps.logger.warn({ err: error, approval: uuid }, 'the run of an approval is told later'),
      );
  }

  async function moving(
    uuid: string,
    step: (approval: Approval) => Promise<{ readonly next: Approval } | { readonly stays: Approval }>,
  ): Promise<Approval> {
    for (let tries = 0; tries < moveTries; tries += 1) {
      const moved = await step(await get(uuid));
      if ('stays' in moved) return moved.stays;
      if (!(await approvals.move(moved.next, now()))) continue;
      await wake(moved.next);
      return get(uuid);
    }
    throw new CertloomError('conflict', 'Others decide at this moment; try again.');
  }

  async function get(uuid: string): Promise<Approval> {
    const approval = await approvals.find(uuid);
    if (approval === null) throw new CertloomError('not_found', 'There is no such approval.');
    return approval;
  }

  return {
    get,

    /**
     * Throws `self_approval`, `forbidden`, `already_decided` and `approval_closed`. When the object is no longer what
     * approval was asked for, the approval is closed instead, and this is `approval_closed`, too.
     */
    async decide(uuid: string, { key, ...request }: GivenDecision): Promise<Approval> {
      const digest = key === undefined ? null : createHash('sha256').update(key).digest('base64url');
      let hasChanged = false;
      const after = await moving(uuid, async (approval) => {
        const decided = decide(approval, { ...request, key: digest }, now());
        if (decided.kind === 'repeated') return { stays: approval };
        if (decided.kind === 'refused') throw refusalOf(decided.because, approval, request.by.uuid);
        hasChanged = request.decision === 'approve' && (await isOther(approval));
        return { next: hasChanged ? (subjectChanged(approval, now()) ?? approval) : decided.next };
      });
      if (!hasChanged) return after;
      throw new CertloomError(
        'approval_closed',
        'What was to be approved has changed since it was asked for, so this approval is closed. Ask again.',
      );
    },

    /** By whoever asked for it. */
    async withdraw(uuid: string, by: ApprovalUser): Promise<Approval> {
      return moving(uuid, async (approval) => {
        if (approval.creator.uuid !== by.uuid) {
          throw new CertloomError('forbidden', 'Only who asked for an approval withdraws it; reject it instead.');
        }
        const next = withdraw(approval, now());
        if (next === null) throw refusalOf('closed', approval, by.uuid ?? '');
        return { next };
      });
    },

    /** `key` makes a repeated request one comment. */
    async comment(
      uuid: string,
      { user, text, key }: Pick<ApprovalComment, 'user' | 'text'> & { readonly key: string | undefined },
    ): Promise<Approval> {
      const before = await get(uuid);
      const id = key === undefined ? deps.newId() : uuidOf(`comment:${uuid}:${user.uuid}:${key}`);
      if (before.comments.some((comment) => comment.id === id)) return before;
      if (!(await approvals.comment(uuid, { id, user, text, at: now() }, mostComments))) {
        throw new CertloomError('invalid_state', `An approval has at most ${mostComments} comments.`);
      }
      return get(uuid);
    },
  };

  async function isOther({ resource, objectUuid, subjectState }: Approval): Promise<boolean> {
    return subjectState !== null && (await deps.stateOf(resource, objectUuid)) !== subjectState;
  }
}

export type ApprovalDecisions = ReturnType<typeof createApprovalDecisions>;

function refusalOf(because: Refusal, { status, decisions }: Approval, user: string): CertloomError {
  const [code, detail] = refusals[because];
  if (code === 'approval_closed') return new CertloomError(code, detail, { extra: { status } });
  const own = decisions.find((decision) => decision.user.uuid === user);
  if (code !== 'already_decided' || own === undefined) return new CertloomError(code, detail);
  return new CertloomError(code, detail, { extra: { decision: own.decision, at: own.at.toISOString() } });
}
