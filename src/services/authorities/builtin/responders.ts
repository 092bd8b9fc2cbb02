import type { SecretBox } from '../../../secrets/secret-box';
import type { OcspResponderStore } from '../../../store/authorities/ocsp-responders';
import type { CaKeyAlgorithm, SignatureScheme } from '../../../domain/authorities/builtin-settings';
import { writeCertificate } from '../../../x509/certificate-writer';
import { readCertificate } from '../../../x509/facts';
import { writeName } from '../../../x509/name-writer';
import { newSerial, validFrom, type BuiltinCas } from './cas';
import { newKey, openKeyPair, sealKey, type OpenedCa } from './key-pair';

export interface ResponderDeps {
  readonly cas: Pick<BuiltinCas, 'find'>;
  readonly store: OcspResponderStore;
  readonly box: SecretBox;
  readonly now: () => Date;
}

const dayMs = 86_400_000;
/** A new one each week; each lives for a week more, so that no answer outlives it. */
const periodMs = 7 * dayMs;
const lifetimeMs = 14 * dayMs;

/** As the key that it answers for: who can check the one can check the other. */
const keyFor: Readonly<Record<SignatureScheme, CaKeyAlgorithm>> = {
  rsaPkcs1: 'rsa3072',
  rsaPss: 'rsa3072',
  ecP256: 'ecP256',
  ecP384: 'ecP384',
  ed25519: 'ed25519',
};

/** Delegated responders of the issuing CAs (RFC 6960, section 4.2.2.2), the same for all processes. */
export function createResponders({ cas, store, box, now }: ResponderDeps) {
  const open = new Map<string, { readonly period: number; readonly responder: Promise<OpenedCa> }>();

  async function make(authority: string, period: number, issuing: OpenedCa): Promise<OpenedCa> {
    const id = `${authority} ${period}`;
    const stored = (await store.find(authority, period)) ?? (await made(authority, period, issuing, id));
    return openKeyPair(box, id, stored);
  }

  async function made(authority: string, period: number, issuing: OpenedCa, id: string) {
    const { scheme } = issuing;
    const key = await newKey(keyFor[scheme]);
    const at = now();
    const end = readCertificate(issuing.der).facts.notAfter;
    const der = await writeCertificate(
      {
        serial: newSerial(),
        issuer: issuing.subject,
        subject: writeName([['CN', 'OCSP responder']]),
        spki: key.spki,
        notBefore: validFrom(at),
        notAfter: new Date(Math.min(at.getTime() + lifetimeMs, end?.getTime() ?? Infinity)),
        ca: null,
        keyUsage: ['digitalSignature'],
        extendedKeyUsage: ['ocspSigning'],
        names: [],
        authorityKeyId: issuing.keyId,
        crlUrl: null,
        issuerUrl: null,
        ocspUrl: null,
        ocspNoCheck: true,
      },
      issuing.signer,
    );
    return store.keepFirst({ authority, period, der, scheme, sealedKey: sealKey(box, id, key.privateKey) });
  }

  return {
    /** Null: there is no such authority, or its CA was not made yet. */
    async current(authority: string): Promise<{ responder: OpenedCa; issuing: OpenedCa } | null> {
      const found = await cas.find(authority);
      if (found === null) return null;
      const { issuing } = found;
      const period = Math.floor(now().getTime() / periodMs);
      const known = open.get(authority);
      if (known?.period === period) return { responder: await known.responder, issuing };
      const responder = make(authority, period, issuing);
      open.set(authority, { period, responder });
      responder.catch(() => open.delete(authority));
      return { responder: await responder, issuing };
    },
  };
}

export type Responders = ReturnType<typeof createResponders>;
