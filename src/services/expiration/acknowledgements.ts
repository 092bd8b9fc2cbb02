import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { CertificateHistoryEvent } from '../../domain/certificates/history';
import type { Acknowledgement } from '../../domain/expiration/watch';
import { CertloomError } from '../../domain/problem';
import type { CertificateHistoryStore } from '../../store/certificates/history';
import type { CertificateInventory } from '../../store/certificates/inventory';
import { uuidOf } from '../../store/database/derived-ids';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import type { ExpiringView, LookedAt } from './view';

export interface AcknowledgementDeps {
  readonly inventory: Pick<CertificateInventory, 'find'>;
  readonly history: Pick<CertificateHistoryStore, 'add'>;
  readonly watches: Pick<ExpirationWatchStore, 'acknowledge' | 'acknowledgeFirst'>;
  readonly view: Pick<ExpiringView, 'lookAt'>;
}

/** The certificate as it stands, with all of its names. */
export type Acknowledgeable = LookedAt<CertificateRecord>;

/** Whoever acknowledges, or takes that back. */
export type Acknowledger = Acknowledgement['by'];

/** Somebody takes care: notices of this cycle rest until a replacement begins the next one. */
export interface Acknowledgements {
  /** The certificate as it stands. Throws `not_found` for what is not there or cannot expire. */
  look(certificateUuid: string, at: Date): Promise<Acknowledgeable>;
  /**
   * An earlier acknowledgement is replaced. Throws `invalid_state` where there is nothing to acknowledge, `conflict`
   * when a new cycle has begun since `looked`.
   */
  acknowledge(
    looked: Acknowledgeable,
    given: Pick<Acknowledgement, 'comment' | 'until'>,
    by: Acknowledger,
    at: Date,
  ): Promise<Acknowledgeable>;
  /** The same, but leaves an acknowledgement that counts as it is: to be pressed twice. */
  acknowledgeOnce: Acknowledgements['acknowledge'];
  /** Throws `invalid_state` without an acknowledgement, `conflict` as above. */
  withdraw(looked: Acknowledgeable, by: Acknowledger, at: Date): Promise<Acknowledgeable>;
}

export function createAcknowledgements({ inventory, history, watches, view }: AcknowledgementDeps): Acknowledgements {
  async function look(certificateUuid: string, at: Date): Promise<Acknowledgeable> {
    const certificate = await inventory.find(certificateUuid);
    if (certificate === null) throw new CertloomError('not_found', 'There is no such certificate.');
    if (!canExpire(certificate)) {
      throw new CertloomError('not_found', 'This certificate is not issued or is archived.');
    }
    const [found] = await view.lookAt([certificate], at);
    if (found === undefined)
      throw new CertloomError('not_found', 'The expiry date of this certificate cannot be read.');
    return found;
  }

  async function write(
    looked: Acknowledgeable,
    acknowledged: Acknowledgement | null,
    createdBy: Acknowledger,
    at: Date,
  ): Promise<Acknowledgeable> {
    const { certificate, watch } = looked;
    if (!(await watches.acknowledge(certificate.uuid, watch?.cycle ?? 1, acknowledged))) throw replacedMeanwhile();
    return record(looked, acknowledged, createdBy, at);
  }

  async function record(
    { certificate, watch }: Acknowledgeable,
    acknowledged: Acknowledgement | null,
    createdBy: Acknowledger,
    at: Date,
  ): Promise<Acknowledgeable> {
    const cycle = watch?.cycle ?? 1;
    const event: CertificateHistoryEvent = acknowledged === null ? 'unacknowledge' : 'acknowledge';
    await history.add([
      {
        id: uuidOf(`certificate-history:${certificate.uuid}:${cycle}:${event}:${at.toISOString()}`),
        certificate: certificate.uuid,
        created: at,
        createdBy,
        event,
        status: 'success',
        message: acknowledged === null ? 'expiration no longer acknowledged' : 'expiration acknowledged',
        additionalInformation:
          acknowledged === null
            ? { cycle }
            : { cycle, comment: acknowledged.comment, until: acknowledged.until?.toISOString() ?? null },
      },
    ]);
    return look(certificate.uuid, at);
  }

  return {
    look,

    async acknowledge(looked, { comment, until }, by, at) {
      refuseNothingToDo(looked);
      return write(looked, { by, at, comment, until }, by, at);
    },

    async acknowledgeOnce(looked, { comment, until }, by, at) {
      const { certificate, watch, state } = looked;
      if (state === 'acknowledged') return looked;
      refuseNothingToDo(looked);
      const seen = watch ?? { cycle: 1, acknowledged: null };
      const acknowledged = { by, at, comment, until };
      if (await watches.acknowledgeFirst(certificate.uuid, seen, acknowledged)) {
        return record(looked, acknowledged, by, at);
      }
      const again = await look(certificate.uuid, at);
      if (again.state !== 'acknowledged') throw replacedMeanwhile();
      return again;
    },

    async withdraw(looked, by, at) {
      if (!looked.watch?.acknowledged) {
        throw new CertloomError('invalid_state', 'There is no acknowledgement of this certificate to withdraw.');
      }
      return write(looked, null, by, at);
    },
  };
}

function refuseNothingToDo({ state }: Pick<LookedAt, 'state'>): void {
  if (state === 'upcoming' || state === 'replaced') throw new CertloomError('invalid_state', reasons[state]);
}

function replacedMeanwhile(): CertloomError {
  return new CertloomError('conflict', 'The certificate has been replaced in the meantime; read it again.');
}

const reasons = {
  upcoming: 'This certificate is not due yet, so there is nothing to acknowledge.',
  replaced: 'This certificate has a valid replacement, so there is nothing to acknowledge.',
} as const;

/** Whether notices about its end can be due. */
export function canExpire({ state, archived }: Pick<CertificateRecord, 'state' | 'archived'>): boolean {
  return state === 'issued' && !archived;
}
