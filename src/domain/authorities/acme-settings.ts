/** How control over names is shown (RFC 8555, section 8). */
export const acmeChallenges = ['http-01', 'dns-01'] as const;
export type AcmeChallengeType = (typeof acmeChallenges)[number];

/** A name server that takes signed updates (RFC 2136, RFC 8945). */
export interface DnsUpdateSettings {
  /** Host name or address. */
  readonly host: string;
  readonly port: number;
  /** The zone that the records are in, without a dot at the end. */
  readonly zone: string;
  /** Name of the TSIG key; its secret is `dnsUpdateKey`. */
  readonly keyName: string;
}

/** A certification authority that speaks ACME (RFC 8555). */
export interface AcmeSettings {
  readonly kind: 'acme';
  readonly directoryUrl: string;
  /** `mailto:` addresses that the authority may write to; told when the account is made. */
  readonly contact: readonly string[];
  readonly termsOfServiceAgreed: boolean;
  /** The authority's own profile where a certificate profile names none. */
  readonly profile: string | null;
  readonly challenge: AcmeChallengeType;
  /** Key id of an external account binding (RFC 8555, section 7.3.4); its key is `accountBindingKey`. */
  readonly accountBindingKeyId: string | null;
  /** For dns-01, as what follows; one of both. */
  readonly dnsUpdate: DnsUpdateSettings | null;
  /** Name of a script that makes and removes records; absent in settings of before. */
  readonly dnsScript?: string | null;
}

/** Secrets of the settings: both sign, and are never sent. */
export const acmeSecrets = ['accountBindingKey', 'dnsUpdateKey'] as const;

/** What the secrets are given for: the authority, and the name server where there is one. */
export function acmeAddress({ directoryUrl, dnsUpdate }: AcmeSettings): string {
  const { origin } = new URL(directoryUrl);
  return dnsUpdate === null ? origin : `${origin} ${dnsUpdate.host}:${dnsUpdate.port}`;
}
