import type { Authority } from '../../domain/authorities/authority';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { revocationReasons, type Revocation } from '../../domain/certificates/revocation-reasons';
import { canBecome, isOnHold } from '../../domain/certificates/state';
import type { Operation } from '../../domain/operations/operation';
import type { CertificateHistoryStore } from '../../store/certificates/history';
import type { HoldStore } from '../../store/certificates/holds';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { LostReplacements } from '../expiration/lost-replacements';
import { releasedEntries, revokedEntries } from './history';

export interface RevocationDeps {
  readonly inventory: Pick<CertificateInventory, 'find' | 'content' | 'changeState' | 'revoke'> & HoldStore;
  readonly history: Pick<CertificateHistoryStore, 'add'>;
  /** Around what takes a certificate out of force, so that those it has replaced are looked at again. */
  readonly losing: LostReplacements['losing'];
  readonly now: () => Date;
}

export type RevocationEnd =
  | { readonly kind: 'revoked' | 'released' }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

const conflictTries = 5;

/** Revokes one certificate at its authority and in the inventory. Made again after a crash it comes to the same end. */
export function createRevocations({ inventory, history, losing, now }: RevocationDeps) {
  /** The certificate as the authority is about to be asked for its revocation; null when it is gone. */
  async function begin(certificate: string): Promise<CertificateRecord | null> {
    const before = await inventory.find(certificate);
    if (before === null || !canBecome(before.state, 'pending_revoke')) return before;
    const after = await losing(before, () => inventory.changeState(before, 'pending_revoke', now()));
    return after ?? (await inventory.find(certificate));
  }

  /** The certificate may be changed by others meanwhile. */
  async function record(certificate: string, revocation: Revocation): Promise<void> {
    for (let tries = 0; tries < conflictTries; tries += 1) {
      const seen = await inventory.find(certificate);
      if (seen === null || !(canBecome(seen.state, 'revoked') || isOnHold(seen))) return;
      if ((await inventory.revoke(seen, revocation)) !== null) return;
    }
    throw new Error('a certificate was changed by others each time');
  }

  async function release(
    operation: Operation,
    certificate: string,
    authority: Pick<Authority, 'release'>,
  ): Promise<RevocationEnd> {
    const der = await inventory.content(certificate);
    if (der === null) return gone;
    if (authority.release === undefined) return noHold;
    const answer = await authority.release({ key: operation.uuid, certificate: der });
    if (answer.kind === 'refused') return answer;
    const at = now();
    for (let tries = 0; tries < conflictTries; tries += 1) {
      const seen = await inventory.find(certificate);
      const isDone = seen === null || !isOnHold(seen) || (await inventory.release(seen, at)) !== null;
      if (!isDone) continue;
      await history.add(releasedEntries(operation, certificate, at));
      return answer;
    }
    throw new Error('a certificate was changed by others each time');
  }

  return {
    /** The reason `removeFromCRL` takes a hold back. */
    async revoke(operation: Operation, authority: Pick<Authority, 'revoke' | 'release'>): Promise<RevocationEnd> {
      const { uuid, certificate, requester } = operation;
      const { reason, comment } = operation.order;
      if (certificate === null || reason === null) throw new Error('a revocation names a certificate and a reason');
      if (reason === 'removeFromCRL') return release(operation, certificate, authority);
      const [before, der] = [await begin(certificate), await inventory.content(certificate)];
      if (before === null || der === null) return gone;
      const answer = await authority.revoke({ key: uuid, certificate: der, reason });
      if (answer.kind === 'refused') {
        await this.giveBack(certificate);
        return answer;
      }
      const { revokedAt } = answer;
      const recordedAt = now();
      const recordedBy = requester.uuid === null ? null : { uuid: requester.uuid, name: requester.name };
      const code = revocationReasons[reason];
      await record(certificate, { reason, code, revokedAt, recordedAt, recordedBy, comment });
      await history.add(revokedEntries(operation, certificate, revokedAt, recordedAt));
      return { kind: 'revoked' };
    },

    /** It was not revoked after all: it is as good as before. */
    async giveBack(certificate: string): Promise<void> {
      await inventory.changeState({ uuid: certificate, state: 'pending_revoke' }, 'issued', now());
    },
  };
}

export type Revocations = ReturnType<typeof createRevocations>;

const gone = {
  kind: 'refused',
  code: 'certificate_gone',
  message: 'The certificate was deleted before it could be revoked.',
} as const;

const noHold = {
  kind: 'refused',
  code: 'release_not_supported',
  message: 'This authority cannot take a hold back.',
} as const;
