import { randomBytes } from 'node:crypto';
import { signatureScheme, type BuiltinSettings, type CaSettings } from '../../../domain/authorities/builtin-settings';
import { addDuration } from '../../../domain/values/duration';
import type { SecretBox } from '../../../secrets/secret-box';
import type { BuiltinCa, BuiltinCaStore, CaKeyPair } from '../../../store/authorities/builtin-cas';
import { keyIdentifier, writeCertificate } from '../../../x509/certificate-writer';
import { writeName } from '../../../x509/name-writer';
import { createSigner } from '../../../x509/signer';
import { caAddresses, rootIdOf } from './addresses';
import { newKey, openKeyPair, sealKey, type NewKey, type OpenedCa } from './key-pair';

/** Root and issuing CA of one authority, with their keys. */
export interface OpenedCas {
  readonly root: OpenedCa;
  readonly issuing: OpenedCa;
}

export interface BuiltinCasDeps {
  readonly store: BuiltinCaStore;
  readonly box: SecretBox;
  /** Base of the addresses in certificates. */
  readonly baseUrl: (settings: BuiltinSettings) => string;
  readonly now: () => Date;
}

/** Clocks of others may be behind ours. */
const backDatingMs = 60_000;

/** The earliest moment at which something that is made now holds, in whole seconds. */
export function validFrom(now: Date, backMs = backDatingMs): Date {
  return new Date(Math.floor((now.getTime() - backMs) / 1000) * 1000);
}

/** The earliest moment for a lifetime: dating back takes a sixtieth of it at most, a minute of an hour and longer. */
export function validFromFor(now: Date, lifetimeMs: number): Date {
  return validFrom(now, Math.min(backDatingMs, Math.floor(lifetimeMs / 60)));
}

export function latest(...moments: readonly Date[]): Date {
  return new Date(Math.max(...moments.map((moment) => moment.getTime())));
}

/** 128 random bits; as a serial number never zero. */
export function newSerial(): Buffer {
  const serial = randomBytes(16);
  return serial.some((octet) => octet !== 0) ? serial : newSerial();
}

/** CAs of this installation, made at their first use and kept open. */
export function createBuiltinCas({ store, box, baseUrl, now }: BuiltinCasDeps) {
  const opened = new Map<string, Promise<OpenedCas | null>>();

  /** Waits for whoever is at it already; what failed or found nothing is tried again. */
  function keep(uuid: string, work: () => Promise<BuiltinCa | null>): Promise<OpenedCas | null> {
    const known = opened.get(uuid);
    if (known !== undefined) return known;
    const result = work().then((ca) => (ca === null ? null : open(ca)));
    opened.set(uuid, result);
    const forget = () => void opened.delete(uuid);
    result.then((cas) => (cas === null ? forget() : undefined), forget);
    return result;
  }

  function open({ uuid, root, issuing }: BuiltinCa): OpenedCas {
    return { root: openKeyPair(box, rootIdOf(uuid), root), issuing: openKeyPair(box, uuid, issuing) };
  }

  async function make(uuid: string, settings: BuiltinSettings): Promise<BuiltinCa> {
    const createdAt = now();
    const rootKey = await newKey(settings.root.keyAlgorithm);
    const issuingKey = await newKey(settings.issuing.keyAlgorithm);
    const above = { subject: nameOf(settings.root, settings), key: rootKey };
    const pair = async (of: 'root' | 'issuing', key: NewKey): Promise<CaKeyPair> => ({
      der: await certificateOf(of, { uuid, settings, key, above, at: createdAt, base: baseUrl(settings) }),
      sealedKey: sealKey(box, of === 'root' ? rootIdOf(uuid) : uuid, key.privateKey),
      scheme: signatureScheme(settings[of].keyAlgorithm, settings),
    });
    const [root, issuing] = [await pair('root', rootKey), await pair('issuing', issuingKey)];
    return store.keepFirst({ uuid, root, issuing, createdAt });
  }

  return {
    /** Null: they were not made yet. */
    find: (uuid: string): Promise<OpenedCas | null> => keep(uuid, () => store.find(uuid)),

    /** Of several processes that make them at once, all use those of the first. */
    async findOrMake(uuid: string, settings: BuiltinSettings): Promise<OpenedCas> {
      const found = await keep(uuid, () => store.find(uuid));
      return found ?? (await keep(uuid, () => make(uuid, settings)))!;
    },

    isMade: async (uuid: string): Promise<boolean> => (await store.find(uuid)) !== null,
  };
}

export type BuiltinCas = ReturnType<typeof createBuiltinCas>;

interface Making {
  readonly uuid: string;
  readonly settings: BuiltinSettings;
  readonly key: NewKey;
  /** The root, which signs both. */
  readonly above: { readonly subject: Buffer; readonly key: NewKey };
  readonly at: Date;
  readonly base: string;
}

function certificateOf(of: 'root' | 'issuing', { uuid, settings, key, above, at, base }: Making): Promise<Buffer> {
  const { [of]: own } = settings;
  const published = of === 'root' ? null : caAddresses(base, rootIdOf(uuid));
  const notBefore = validFrom(at);
  const end = (years: number) => addDuration(notBefore, { months: 12 * years, days: 0, timeMs: 0 }, 1);
  // What a root has signed ends with it at the latest.
  const years = Math.min(own.validityYears, settings.root.validityYears);
  return writeCertificate(
    {
      serial: newSerial(),
      issuer: above.subject,
      subject: of === 'root' ? above.subject : nameOf(own, settings),
      spki: key.spki,
      notBefore,
      notAfter: end(years),
      ca: { pathLength: of === 'root' ? null : 0 },
      keyUsage: ['keyCertSign', 'cRLSign'],
      extendedKeyUsage: [],
      names: [],
      authorityKeyId: keyIdentifier(above.key.spki),
      crlUrl: published?.crl ?? null,
      issuerUrl: published?.certificate ?? null,
      ocspUrl: null,
    },
    createSigner(signatureScheme(settings.root.keyAlgorithm, settings), above.key.privateKey),
  );
}

function nameOf({ commonName }: CaSettings, { country, organization }: BuiltinSettings): Buffer {
  return writeName([
    ...(country === null ? [] : ([['C', country]] as const)),
    ...(organization === null ? [] : ([['O', organization]] as const)),
    ['CN', commonName],
  ]);
}
