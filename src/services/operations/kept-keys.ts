import { createPrivateKey, type KeyObject } from 'node:crypto';
import { CertloomError } from '../../domain/problem';
import { openSecret, type SecretBox } from '../../secrets/secret-box';
import type { KeptKeyStore } from '../../store/operations/kept-keys';

export interface KeptKeysDeps {
  readonly store: Pick<KeptKeyStore, 'keep' | 'ofCertificate'>;
  readonly box: SecretBox;
  readonly now: () => Date;
}

/** Private keys that an RA profile wants kept, sealed with the master key. */
export function createKeptKeys({ store, box, now }: KeptKeysDeps) {
  return {
    /** @param spkiSha256 of its public key, which the sealed text is bound to */
    async keep(spkiSha256: string, key: KeyObject): Promise<void> {
      const pkcs8 = key.export({ format: 'der', type: 'pkcs8' }).toString('base64');
      const sealedKey = box.seal(pkcs8, boundOf(spkiSha256));
      await store.keep({ spkiSha256, sealedKey, certificates: [], createdAt: now() });
    },

    /** Throws `not_found` where none is kept, and `invalid_state` when it was sealed with another master key. */
    async open(certificate: string): Promise<KeyObject> {
      const kept = await store.ofCertificate(certificate);
      if (kept === null) throw new CertloomError('not_found', 'The private key of this certificate is not kept.');
      const pkcs8 = openSecret(box, kept.sealedKey, boundOf(kept.spkiSha256));
      if (pkcs8 === undefined) {
        const detail =
          'The key was sealed with a master key that is not configured: add it to CERTLOOM_OLD_MASTER_KEYS.';
        throw new CertloomError('invalid_state', detail);
      }
      return createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' });
    },
  };
}

export type KeptKeys = ReturnType<typeof createKeptKeys>;

function boundOf(spkiSha256: string): string {
  return `private key ${spkiSha256}`;
}
