import type { CertificateOrder, OrderState, OrderStep } from '../../../domain/authorities/authority';
import type { AcmeSettings } from '../../../domain/authorities/acme-settings';
import type { AcmeSession } from './accounts';
import type { ChallengeMethod } from './challenges';
import { clearConfirmations, confirmNames, faultOfOrder } from './confirm';
import { readChain, refuseOther, type Delivered } from '../delivered';
import { AuthorityFault } from '../authority-fault';
import { firstState, fromStored, toStored, waitMs, type AcmeOrderState } from './order-state';
import { placeOrder } from './placing';
import { readOrder, type AcmeOrder } from './resources';

/** One order at one authority. */
export interface OrderAt {
  readonly session: () => Promise<AcmeSession>;
  readonly settings: AcmeSettings;
  readonly order: CertificateOrder;
  /** How the challenges of the settings are met. */
  readonly method: ChallengeMethod;
  /** Called with what is issued, before it is handed over. */
  readonly delivered: (delivered: Delivered) => Promise<void>;
}

const hour = 3_600_000;

/**
 * Orders certificates step by step (RFC 8555, section 7.4). The order's URL is stored before it is finalized, and an
 * order is finalized once at most by the authority: whatever is repeated, it issues one certificate.
 */
export function createAcmeOrders(now: () => Date) {
  type Save = (state: AcmeOrderState) => Promise<void>;

  async function step(at: OrderAt, before: AcmeOrderState, save: Save): Promise<OrderStep> {
    const session = await at.session();
    const state = before.orderUrl === null ? await placeOrder(session, at, before, save) : before;
    const url = state.orderUrl!;
    const answer = await session.post({ what: 'show the order', url, payload: null });
    const order = readOrder(answer.json);
    if (order.status === 'pending') return confirm(at, session, order, state, save);
    if (order.status !== 'ready') return look(at, session, order, state, answer.retryAfterMs);
    const finalizing = { ...state, finalizedAt: now().getTime() };
    await save(finalizing);
    const csr = Buffer.from(at.order.csr).toString('base64url');
    const finalized = await session.post({ what: 'take the request', url: order.finalize, payload: { csr } });
    return look(at, session, readOrder(finalized.json), finalizing, finalized.retryAfterMs);
  }

  async function confirm(
    { settings: { challenge: type }, method }: OrderAt,
    session: AcmeSession,
    order: AcmeOrder,
    state: AcmeOrderState,
    save: Save,
  ): Promise<OrderStep> {
    const next = await confirmNames(session, order, { type, method }, state, save);
    if (now().getTime() - state.startedAt > hour)
      throw new AuthorityFault(
        'names_not_confirmed',
        `${next.message} It did not come to an end within an hour.`,
        true,
      );
    return pending(next.state, next.retryAfterMs, next.message);
  }

  /** An order that is no longer waiting for us. */
  async function look(
    { order: asked, settings: { challenge: type }, method, delivered }: OrderAt,
    session: AcmeSession,
    order: AcmeOrder,
    state: AcmeOrderState,
    retryAfterMs: number | null,
  ): Promise<OrderStep> {
    const clear = () => clearConfirmations(session, order, { type, method });
    if (order.status === 'invalid') {
      const fault = await faultOfOrder(session, order);
      await clear();
      throw fault;
    }
    if (order.status !== 'valid' || order.certificate === null) {
      if (now().getTime() - (state.finalizedAt ?? state.startedAt) > hour)
        throw new AuthorityFault(
          'issuance_too_slow',
          'The authority did not issue the certificate within an hour.',
          true,
        );
      return pending(state, retryAfterMs, 'The authority is issuing the certificate.');
    }
    const what = 'hand out the certificate';
    const accept = 'application/pem-certificate-chain';
    const { body } = await session.post({ what, url: order.certificate, payload: null, accept });
    const chain = readChain(body);
    refuseOther(chain, asked);
    await clear();
    await delivered(chain);
    return { kind: 'issued', ...chain };
  }

  function pending(state: AcmeOrderState, retryAfterMs: number | null, message: string): OrderStep {
    const wait = waitMs(retryAfterMs, now().getTime() - (state.finalizedAt ?? state.startedAt));
    return { kind: 'pending', state: toStored(state), retryAfterMs: wait, message };
  }

  return async function advance(
    at: OrderAt,
    stored: OrderState | null,
    save: (state: OrderState) => Promise<void>,
  ): Promise<OrderStep> {
    let state = stored === null ? firstState(now()) : fromStored(stored, now());
    try {
      return await step(at, state, async (next) => {
        state = next;
        await save(toStored(next));
      });
    } catch (error) {
      if (!(error instanceof AuthorityFault)) throw error;
      const { code, message, isFinal, more } = error;
      if (isFinal) return { kind: 'refused', code, message };
      // Where the authority says how long to wait, waiting is the plan, not a failure.
      if (code === 'rate_limited' || typeof more.retryAfterMs === 'number')
        return pending(state, more.retryAfterMs ?? 60_000, message);
      throw error;
    }
  };
}
