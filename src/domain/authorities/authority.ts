import type { RevocationReason } from '../certificates/revocation-reasons';
import type { CertificateProfile } from './certificate-profile';

/** What an operation asks of an authority for a certificate. `rekey` is a renewal with another key. */
export type OrderAction = 'issue' | 'renew' | 'rekey';

/** One certificate that is wanted, the same however often it is asked for. */
export interface CertificateOrder {
  /** The operation's uuid: an authority that keeps keys of requests answers the same key with the same certificate. */
  readonly key: string;
  readonly action: OrderAction;
  /** DER of a PKCS#10 request (RFC 2986); its signature has been checked. */
  readonly csr: Uint8Array;
  /** General names as conditions spell them (`dNSName:…`), host names as A-labels in lower case. */
  readonly names: readonly string[];
  /** What the certificate is for, for an authority that writes its extensions by our word; null: as it does by default. */
  readonly certificateProfile: CertificateProfile | null;
  /** Name of the authority's own profile, for those that have such; null: its default. */
  readonly profile: string | null;
  /** Wanted lifetime in seconds; null: as the authority decides. */
  readonly lifetimeSeconds: number | null;
  /** Additional values, by name, for authorities that take such. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** DER of the certificate that this one renews; null for a first one. */
  readonly replaces: Uint8Array | null;
}

/** What an authority remembers of an order between two steps. It is stored by who asks, and holds no secret. */
export type OrderState = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Under which name the authority itself knows an order: of ACME the address of the order (RFC 8555, section 7.4), which
 * its state holds as `orderUrl`. Null where it has not said, and of authorities that answer at once and name nothing.
 */
export function requestIdIn(state: OrderState | null): string | null {
  const named = state?.['orderUrl'];
  return typeof named === 'string' && named !== '' ? named : null;
}

/** How far an order is. Every step may be taken again after a crash, with the state that was stored last. */
export type OrderStep =
  | { readonly kind: 'issued'; readonly certificate: Uint8Array; readonly issuers: readonly Uint8Array[] }
  /** Ask again with this state, not before the given time has passed. */
  | { readonly kind: 'pending'; readonly state: OrderState; readonly retryAfterMs: number; readonly message: string }
  /** Final: the authority refuses. `code` is ours and stable, `message` is for people and quotes no secret. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

export interface RevocationRequest {
  /** The operation's uuid. */
  readonly key: string;
  readonly certificate: Uint8Array;
  readonly reason: RevocationReason;
}

/** Revoked already is revoked: revoking twice is no error. */
export type RevocationAnswer =
  | { readonly kind: 'revoked'; readonly revokedAt: Date }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

export type ReleaseAnswer =
  { readonly kind: 'released' } | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** What the authority says of one of its certificates; `unknown` where it does not say. */
export type AuthorityStatus = 'good' | 'revoked' | 'unknown';

/** When an authority wants a certificate renewed (RFC 9773, section 4.2). */
export interface RenewalWindow {
  readonly start: Date;
  readonly end: Date;
  readonly explanationUrl: string | null;
  /** Not to be asked again before this. */
  readonly nextLookAt: Date;
}

/** One place of an authority's list of what it has issued. */
export type IssuedItem =
  | { readonly kind: 'certificate'; readonly certificate: Uint8Array }
  /** An order that brought no certificate. */
  | { readonly kind: 'nothing' }
  /** `code` is ours and stable, `name` says what could not be read. */
  | { readonly kind: 'unreadable'; readonly code: string; readonly name: string; readonly message: string };

/** The authority does not say what it has issued; the message is for people. */
export class IssuedListUnsupported extends Error {
  override readonly name = 'IssuedListUnsupported';
}

/**
 * One configured authority. A fault that may pass (network, 5xx, rate limits) is thrown as an error that a retry may
 * mend; what it refuses for good is an answer. Nothing is ordered, signed or revoked twice: before it asks anew, an
 * implementation looks for what it has done under the key, or follows the stored state.
 */
export interface Authority {
  /**
   * Takes an order one step further.
   * @param state null at the first step
   * @param save stores the state at once, awaited before the authority is asked for anything that must not happen twice
   */
  advance(
    order: CertificateOrder,
    state: OrderState | null,
    save: (state: OrderState) => Promise<void>,
  ): Promise<OrderStep>;
  /** A certificate that is on hold (`certificateHold`) is revoked for good by another reason. */
  revoke(request: RevocationRequest): Promise<RevocationAnswer>;
  /** Takes a hold back; what is not revoked is released. Absent where the authority knows no hold. */
  release?(request: Pick<RevocationRequest, 'key' | 'certificate'>): Promise<ReleaseAnswer>;
  status(certificate: Uint8Array): Promise<AuthorityStatus>;
  /** DER of the CA certificates, the issuing one first. */
  issuers(): Promise<readonly Uint8Array[]>;
  /** DER of the current certificate revocation list; null: none that it hands out. */
  crl(): Promise<Uint8Array | null>;
  /** Null: the authority has no renewal information, or none for this certificate. */
  renewalWindow(certificate: Uint8Array): Promise<RenewalWindow | null>;
  /**
   * What it has issued, as it says itself, in an order in which what is new comes last; from a position on.
   * Throws `IssuedListUnsupported` where it says nothing.
   */
  issued(from: number): AsyncIterable<IssuedItem>;
  /** Asks for nothing but whether it answers and knows us; throws in words what is wrong. */
  probe(): Promise<void>;
}
