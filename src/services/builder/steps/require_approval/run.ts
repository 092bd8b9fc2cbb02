import type { OpenSignal } from '../../../../domain/builder/instance';
import type { ReceivedSignal } from '../../../../domain/builder/visit-state';
import { fillMail, type StepMail, type StepMailer } from '../../step-mail';
import type { StepOutcome, StepRunner, StepWork } from '../step-runner';
import { untilOf } from '../until';

interface ApprovalSettings {
  readonly minimumApprovals?: number;
  readonly roles?: readonly string[];
  readonly users?: readonly string[];
  readonly requesterCanApprove?: boolean;
  readonly timeout?: string;
  readonly requestMail?: StepMail;
  readonly denialMail?: StepMail;
}

/** As exports of the origin have it. */
export const approvalSignal = 'ApprovalStatus';

/** Waits until enough people have approved; each counts once, and one denial rejects. */
export function createApprovalRunner(sendMail: StepMailer, now: () => Date): StepRunner {
  /** A repeat after a crash has the same `Message-ID`. */
  async function tell(mail: StepMail | undefined, what: string, work: StepWork, signal: AbortSignal) {
    if (mail === undefined) return undefined;
    const filled = fillMail(mail, work.values, work.content.unresolvedTokens);
    const sent = await sendMail(`${work.key}/${what}`, filled, signal);
    return sent.kind === 'failed' ? sent : undefined;
  }

  return {
    code: 'require_approval',

    async run(work, signal): Promise<StepOutcome> {
      const { instance, step, startedAt, isWaiting, received } = work;
      const settings = step.settings as ApprovalSettings;
      const { minimumApprovals = 1, timeout } = settings;
      const decided = decidedBy(received, minimumApprovals);
      if (decided !== undefined) {
        const { isApproved, counted } = decided;
        const outcome: StepOutcome = {
          ...{ kind: 'done', left: isApproved ? 'continue' : 'onReject', outputs: outputsOf(counted) },
          variables: { approvalsignalcmnts: commentsOf(counted) },
          message: isApproved ? `Approved by ${namesOf(counted)}.` : `Denied by ${namesOf(counted.slice(-1))}.`,
        };
        if (isApproved) return outcome;
        const values = { ...work.values, approvalsignalcmnts: commentsOf(counted) };
        const failed = await tell(settings.denialMail, 'denial', { ...work, values }, signal);
        // It stays denied, whether somebody can be told or not.
        return failed === undefined || failed.isTemporary === false ? outcome : failed;
      }
      const until = untilOf(startedAt, timeout);
      if (until !== null && now() >= until) {
        const message = `The time is over with ${received.length} of ${minimumApprovals} approvals.`;
        return { kind: 'done', left: 'onTimeout', outputs: outputsOf(received), message };
      }
      if (!isWaiting) {
        const failed = await tell(settings.requestMail, 'request', work, signal);
        if (failed !== undefined) return failed;
      }
      const requester = instance.startedBy.type === 'user' ? instance.startedBy.uuid : null;
      const open: OpenSignal = {
        ...{ signalKey: `${step.uniqueName}.${approvalSignal}`, kind: 'approval' },
        ...{ roles: settings.roles ?? [], users: settings.users ?? [] },
        notBy: settings.requesterCanApprove === true ? null : requester,
      };
      const end = until === null ? '' : ` until ${until.toISOString()}`;
      const message = `Waits for ${minimumApprovals === 1 ? 'an approval' : `${minimumApprovals} approvals`}${end}.`;
      return { kind: 'suspends', signals: [open], until, pollSeconds: null, message };
    },
  };
}

/** In the order in which it was said: what came after the decision counts no more. */
function decidedBy(
  received: readonly ReceivedSignal[],
  minimum: number,
): { readonly isApproved: boolean; readonly counted: readonly ReceivedSignal[] } | undefined {
  let approvals = 0;
  for (const [index, { data }] of received.entries()) {
    const counted = received.slice(0, index + 1);
    if (data['approved'] !== true) return { isApproved: false, counted };
    approvals += 1;
    if (approvals >= minimum) return { isApproved: true, counted };
  }
  return undefined;
}

function outputsOf(received: readonly ReceivedSignal[]) {
  return {
    decisions: received.map(({ by, at, data }) => ({
      ...{ by: by.name, at: at.toISOString(), approved: data['approved'] === true },
      comment: typeof data['comment'] === 'string' ? data['comment'] : null,
    })),
  };
}

function commentsOf(received: readonly ReceivedSignal[]): string {
  return received
    .flatMap(({ data }) => (typeof data['comment'] === 'string' && data['comment'] !== '' ? [data['comment']] : []))
    .join('\n');
}

function namesOf(received: readonly ReceivedSignal[]): string {
  return received.map(({ by }) => by.name).join(', ');
}
