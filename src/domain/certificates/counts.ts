import type { CertificateRecord } from './certificate';

/** What counting a certificate needs: few fields, because there may be very many. */
export type CountedCertificate = Pick<
  CertificateRecord,
  | 'uuid'
  | 'issuerDerSha256'
  | 'keyAlgorithm'
  | 'keySize'
  | 'curve'
  | 'state'
  | 'archived'
  | 'groups'
  | 'owner'
  | 'raProfile'
  | 'notAfter'
>;

export interface Count {
  readonly certificates: number;
  /** Of these. */
  readonly archived: number;
}

/** Values with their counts, those with the most certificates first. */
export interface Ranking<V> {
  readonly top: readonly (Count & { readonly value: V })[];
  /** What is not at the top: certificates, and how many values they have. */
  readonly others: Count & { readonly values: number };
}

export interface PublicKeyKind {
  readonly algorithm: string;
  /** Bits; null where the curve, or the algorithm alone, says it. */
  readonly size: number | null;
  readonly curve: string | null;
}

/** The inventory, counted. Null: none. A certificate of two groups counts in both. */
export interface InventoryCounts {
  readonly at: Date;
  readonly total: Count;
  readonly byState: Ranking<string>;
  /** By the uuid of one of the certificates that the issuer has issued. */
  readonly byIssuer: Ranking<string>;
  readonly byKey: Ranking<PublicKeyKind>;
  readonly byGroup: Ranking<string | null>;
  readonly byOwner: Ranking<string | null>;
  readonly byRaProfile: Ranking<string | null>;
  /** `ended`, each month in UTC from this one on (`2030-09`), `later`, and `unknown`, in this order. */
  readonly byExpiry: ReadonlyMap<string, Count>;
}

/** Of issuers, groups and so on as many are listed. */
export const mostListed = 100;
/**
 * As many values are told apart; certificates with further ones count among the others. Certificates come in the order of
 * their uuids, which are random, so a value that many have is met early.
 */
export const mostToldApart = 10_000;
/** This month and twelve more hold a year, whatever the day. */
const monthsShown = 13;

const none: Count = { certificates: 0, archived: 0 };

/** Counts one certificate after the other and keeps none of them. */
export function createInventoryCounter(at: Date, limits = { listed: mostListed, toldApart: mostToldApart }) {
  const counterOf = <V>() => createCounter<V>(limits);
  const state = counterOf<string>();
  const issuer = counterOf<string>();
  const key = counterOf<PublicKeyKind>();
  const group = counterOf<string | null>();
  const owner = counterOf<string | null>();
  const raProfile = counterOf<string | null>();
  const months = monthsFrom(at, monthsShown);
  const expiry = new Map<string, Count>(['ended', ...months, 'later', 'unknown'].map((name) => [name, none]));
  let total = none;

  return {
    add(certificate: CountedCertificate): void {
      const { archived, groups, keyAlgorithm, keySize, curve } = certificate;
      total = plus(total, archived);
      state.add(certificate.state, certificate.state, archived);
      issuer.add(certificate.issuerDerSha256, certificate.uuid, archived);
      const kind = { algorithm: keyAlgorithm, size: curve === null ? keySize : null, curve };
      key.add(JSON.stringify(Object.values(kind)), kind, archived);
      for (const one of groups.length === 0 ? [null] : new Set(groups)) group.add(one, one, archived);
      owner.add(certificate.owner, certificate.owner, archived);
      raProfile.add(certificate.raProfile, certificate.raProfile, archived);
      const when = expiryOf(certificate.notAfter, at, months);
      expiry.set(when, plus(expiry.get(when) ?? none, archived));
    },

    result(): InventoryCounts {
      return {
        at,
        total,
        byState: state.result(),
        byIssuer: issuer.result(),
        byKey: key.result(),
        byGroup: group.result(),
        byOwner: owner.result(),
        byRaProfile: raProfile.result(),
        byExpiry: expiry,
      };
    },
  };
}

function createCounter<V>({ listed, toldApart }: { readonly listed: number; readonly toldApart: number }) {
  const found = new Map<string | null, Count & { readonly value: V }>();
  let beyond = none;
  return {
    /** @param value what stands for the key: that of the first certificate with it */
    add(key: string | null, value: V, isArchived: boolean): void {
      const known = found.get(key);
      if (known === undefined && found.size >= toldApart) beyond = plus(beyond, isArchived);
      else found.set(key, { value: known?.value ?? value, ...plus(known ?? none, isArchived) });
    },

    result(): Ranking<V> {
      const sorted = [...found.values()].sort((one, other) => other.certificates - one.certificates);
      const rest = sorted.slice(listed);
      const others = rest.reduce(sum, beyond);
      return { top: sorted.slice(0, listed), others: { ...others, values: rest.length } };
    },
  };
}

function plus({ certificates, archived }: Count, isArchived: boolean): Count {
  return { certificates: certificates + 1, archived: archived + (isArchived ? 1 : 0) };
}

function sum(one: Count, other: Count): Count {
  return { certificates: one.certificates + other.certificates, archived: one.archived + other.archived };
}

function monthsFrom(at: Date, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    monthOf(new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + index, 1))),
  );
}

function expiryOf(notAfter: Date | null, at: Date, months: readonly string[]): string {
  if (notAfter === null) return 'unknown';
  if (notAfter <= at) return 'ended';
  const month = monthOf(notAfter);
  return months.includes(month) ? month : 'later';
}

/** ISO 8601, in UTC: `2030-09`. */
function monthOf(date: Date): string {
  return date.toISOString().slice(0, 7);
}
