import type { ClosingReason } from '../../domain/approvals/approval';
import { approvalActions } from '../../domain/operations/approval-actions';
import type { CertificateProfile } from '../../domain/authorities/certificate-profile';
import type { Authority, CertificateOrder, OrderStep } from '../../domain/authorities/authority';
import { isOrder, nameOfOperation, type Operation, type OperationAction } from '../../domain/operations/operation';
import { isFinal, pendingStateOf } from '../../domain/operations/transitions';
import { isCertloomError } from '../../domain/problem';
import type { CertificateHistoryStore } from '../../store/certificates/history';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { OperationStore } from '../../store/operations/operations';
import type { OperationStep } from '../../temporal/messages/operations';
import type { ApprovalRequests } from '../approvals/request';
import { failedEntries } from './history';
import type { IssuedCertificates } from './issued';
import type { Revocations } from './revocation';
import type { WorkflowGate } from './workflow-gate';

export interface OperationApprovals extends ApprovalRequests {
  /** The approval profile that an RA profile has for an action now; null: nobody is asked. Throws where it is gone. */
  profileOf(raProfile: string, action: OperationAction): Promise<string | null>;
}

export interface AdvanceDeps {
  readonly operations: Pick<OperationStore, 'find' | 'accept' | 'move' | 'saveOrderState' | 'note'>;
  readonly authorityOf: (uuid: string) => Promise<Authority>;
  /** What stands between a request and its authority; absent: nothing. */
  readonly gate?: WorkflowGate;
  /** Absent where nobody is ever asked. */
  readonly approvals?: OperationApprovals;
  /** What certificates of an RA profile are for; null: as the authority says. Throws where it is gone. */
  readonly certificateProfileOf: (raProfile: string) => Promise<CertificateProfile | null>;
  readonly inventory: Pick<CertificateInventory, 'content' | 'find'>;
  readonly store: IssuedCertificates;
  readonly revocations: Revocations;
  readonly history: Pick<CertificateHistoryStore, 'add'>;
  /** Of a private key that nothing came of. */
  readonly forgetKey: (spkiSha256: string) => Promise<void>;
  /** Those that operations go through. */
  readonly instances?: {
    /** The operation that its step waits for has ended. */
    readonly wake: (instance: string) => Promise<void>;
    /** Its operation was called off before it let that go on; nothing where it has ended. */
    readonly stop: (instance: string) => Promise<void>;
  };
  readonly now: () => Date;
}

/** Who waits for people is told by a signal; looking now and then is for a signal that was lost. */
const approvalLookMs = 3_600_000;
/** How long the authority is given to come to an end, whatever it says of itself. */
const patienceMs = 14 * 86_400_000;
const pace = { leastMs: 1_000, mostMs: 3_600_000 };

const ended: OperationStep = { isEnded: true, waitMs: 0 };
const again: OperationStep = { isEnded: false, waitMs: 0 };

/**
 * Takes an operation one step further, as its row says. Every step may be taken again after a crash: states move by
 * conditional writes, and the authority looks for what it has done under the operation's uuid.
 */
export function createAdvance(deps: AdvanceDeps) {
  const { operations } = deps;

  async function end(
    operation: Operation,
    to: 'failed' | 'rejected' | 'cancelled',
    errorCode: string,
    message: string,
  ): Promise<OperationStep> {
    const at = deps.now();
    const { keepsKey, spkiSha256 } = operation.order;
    if (keepsKey && spkiSha256 !== null) await deps.forgetKey(spkiSha256);
    const after = await operations.move(operation.uuid, to, { errorCode, message }, at);
    if (after !== null) await deps.history.add(failedEntries(after, at));
    return ended;
  }

  async function request(operation: Operation): Promise<OperationStep> {
    const { approvals } = deps;
    const { uuid, action, certificate, requester } = operation;
    const profile = approvals === undefined ? null : await approvalProfileOf(operation, approvals);
    if (approvals === undefined || profile === null) return await proceed(operation);
    const { approvalUuid } = await approvals.request({
      key: uuid,
      resource: 'certificates',
      resourceAction: action,
      objectUuid: certificate ?? uuid,
      objectName: nameOfOperation(operation),
      objectNames: operation.order.names,
      creator: { uuid: requester.uuid, name: requester.name },
      profile,
      waiter: operation.workflowId,
    });
    await operations.move(uuid, 'pending_approval', { approval: approvalUuid }, deps.now());
    return again;
  }

  async function guarded(
    operation: Operation,
    step: (operation: Operation) => Promise<OperationStep>,
  ): Promise<OperationStep> {
    try {
      return await step(operation);
    } catch (error) {
      if (!isCertloomError(error) || error.code === 'engine_unavailable') throw error;
      return end(operation, 'failed', error.code, error.detail);
    }
  }

  async function approvalProfileOf(
    { action, certificate, raProfile }: Operation,
    approvals: OperationApprovals,
  ): Promise<string | null> {
    const replaced = certificate === null ? null : await deps.inventory.find(certificate);
    for (const named of approvalActions(action, replaced?.source ?? null)) {
      const profile = await approvals.profileOf(raProfile, named);
      if (profile !== null) return profile;
    }
    return null;
  }

  async function proceed(operation: Operation): Promise<OperationStep> {
    const { uuid, action, createdAt } = operation;
    const answer = (await deps.gate?.(operation)) ?? { kind: 'open' };
    if (answer.kind === 'ends') return end(operation, answer.to, answer.errorCode, answer.message);
    // The step that lets it go on wakes its run, and so does the end of its workflow; looking is for a signal that was lost.
    if (answer.kind === 'held') return { isEnded: false, waitMs: workflowLookMs(createdAt) };
    await operations.move(uuid, pendingStateOf(action), {}, deps.now());
    return again;
  }

  /** The longer it takes, the later a look is in vain. */
  function workflowLookMs(since: Date): number {
    const age = deps.now().getTime() - since.getTime();
    return Math.min(pace.mostMs, Math.max(pace.leastMs, age / 10));
  }

  async function wait(operation: Operation): Promise<OperationStep> {
    const standing = operation.approval === null ? null : await deps.approvals?.standingOf(operation.approval);
    if (standing?.closedBecause === 'withdrawal') {
      return end(operation, 'cancelled', 'approval_withdrawn', 'The request for approval was withdrawn.');
    }
    switch (standing?.status) {
      case 'pending':
        return { isEnded: false, waitMs: approvalLookMs };
      case 'approved':
        return proceed(operation);
      case 'expired':
        return end(operation, 'rejected', 'approval_expired', 'Nobody has approved it in time.');
      default:
        return end(operation, 'rejected', 'approval_rejected', rejectedInWords(standing?.closedBecause));
    }
  }

  /** What no other try will change ends the operation; a fault that may pass is thrown. */
  async function ask(operation: Operation): Promise<OperationStep> {
    try {
      return await askAuthority(operation);
    } catch (error) {
      if (!isCertloomError(error)) throw error;
      await giveBack(operation);
      return end(operation, 'failed', error.code, error.detail);
    }
  }

  async function giveBack({ state, certificate }: Operation): Promise<void> {
    if (state === 'pending_revoke' && certificate !== null) await deps.revocations.giveBack(certificate);
  }

  async function askAuthority(operation: Operation): Promise<OperationStep> {
    const authority = await deps.authorityOf(operation.authority);
    if (isOrder(operation.action)) return order(operation, authority);
    const answer = await deps.revocations.revoke(operation, authority);
    if (answer.kind === 'refused') return end(operation, 'failed', answer.code, answer.message);
    const to = answer.kind === 'released' ? 'issued' : 'revoked';
    await operations.move(operation.uuid, to, { message: null }, deps.now());
    return ended;
  }

  async function order(operation: Operation, authority: Authority): Promise<OperationStep> {
    const { uuid, orderState } = operation;
    const save = async (state: Operation['orderState'] & object) => {
      if (!(await operations.saveOrderState(uuid, state, deps.now()))) throw new Error('the operation has ended');
    };
    const step = await authority.advance(await orderOf(operation), orderState, save);
    if (step.kind === 'refused') return end(operation, 'failed', step.code, step.message);
    if (step.kind === 'pending') return rest(operation, step);
    const stored = await deps.store(operation, step);
    if ('refused' in stored) return end(operation, 'failed', stored.refused.code, stored.refused.message);
    await operations.move(uuid, 'issued', { issuedCertificate: stored.uuid, message: null }, deps.now());
    return ended;
  }

  async function rest(operation: Operation, step: Extract<OrderStep, { kind: 'pending' }>): Promise<OperationStep> {
    const { uuid, createdAt } = operation;
    await operations.saveOrderState(uuid, step.state, deps.now());
    // Only now: what the authority had issued already must not be lost.
    if ((await operations.find(uuid))?.cancelRequested === true) return cancel(operation);
    const now = deps.now().getTime();
    if (now - createdAt.getTime() > patienceMs) {
      return end(operation, 'failed', 'authority_timeout', `The authority came to no end: ${step.message}`);
    }
    const waitMs = Math.min(Math.max(step.retryAfterMs, pace.leastMs), pace.mostMs);
    await operations.note(uuid, { message: step.message, nextStepAt: new Date(now + waitMs) });
    return { isEnded: false, waitMs };
  }

  async function orderOf({
    uuid,
    action,
    certificate,
    raProfile,
    order: wanted,
  }: Operation): Promise<CertificateOrder> {
    if (wanted.csr === null || !isOrder(action)) throw new Error('an order has a request');
    const certificateProfile = await deps.certificateProfileOf(raProfile);
    return {
      key: uuid,
      action,
      csr: Buffer.from(wanted.csr, 'base64'),
      names: wanted.names,
      certificateProfile,
      profile: wanted.profile ?? certificateProfile?.authorityProfile ?? null,
      lifetimeSeconds: wanted.lifetimeSeconds,
      fields: wanted.fields ?? {},
      replaces: certificate === null ? null : await deps.inventory.content(certificate),
    };
  }

  async function cancel(operation: Operation): Promise<OperationStep> {
    if (operation.state === 'pending_approval' && operation.approval !== null) {
      const { uuid, name } = operation.requester;
      await deps.approvals?.withdraw(operation.approval, { uuid, name });
    }
    // First: done again after a crash, it finds the operation still open.
    if (operation.instance != null && operation.isReleased !== true) await deps.instances?.stop(operation.instance);
    return end(operation, 'cancelled', 'cancelled', 'It was called off.');
  }

  async function once(operation: Operation): Promise<OperationStep> {
    if (isFinal(operation.state)) return ended;
    if (operation.state !== 'requested' && operation.state !== 'pending_approval') return ask(operation);
    if (operation.cancelRequested) return cancel(operation);
    const { errorCode, message } = operation;
    if (errorCode !== null) return end(operation, 'failed', errorCode, message ?? errorCode);
    // People have agreed, or need not be asked, before its workflow begins.
    if (operation.instance != null) return guarded(operation, proceed);
    return guarded(operation, operation.state === 'requested' ? request : wait);
  }

  return {
    /** Its run has begun: false when the operation was withdrawn. */
    async begin(uuid: string): Promise<boolean> {
      await operations.accept(uuid);
      return (await operations.find(uuid)) !== null;
    },

    /** As far as it goes without waiting. */
    async advance(uuid: string): Promise<OperationStep> {
      for (;;) {
        const operation = await operations.find(uuid);
        if (operation === null) return ended;
        const step = await once(operation);
        if (step.isEnded && operation.instance != null && operation.isReleased === true) {
          await deps.instances?.wake(operation.instance);
        }
        if (step.isEnded || step.waitMs > 0) return step;
      }
    },

    /** The last word on one whose authority could not be asked for too long. */
    async giveUp(uuid: string): Promise<void> {
      const operation = await operations.find(uuid);
      if (operation === null || isFinal(operation.state)) return;
      await giveBack(operation);
      await end(operation, 'failed', 'authority_unavailable', 'The authority could not be asked for hours.');
    },
  };
}

export type Advance = ReturnType<typeof createAdvance>;

/** Nobody has rejected what is closed because its object changed. */
function rejectedInWords(closedBecause: ClosingReason | null | undefined): string {
  const why = closedBecause === 'subjectChanged' ? ': what was to be approved has changed meanwhile' : '';
  return `It was not approved${why}.`;
}
