import type { NameAttribute } from '../certificates/certificate';
import { millisecondsOf } from '../values/duration';
import type { CertificateProfile, KeyRule, NameRule } from './certificate-profile';

/** What a request asks for, as far as a profile judges it. */
export interface Wish {
  readonly subject: readonly NameAttribute[];
  /** General names as conditions spell them. */
  readonly names: readonly string[];
  readonly key: { readonly algorithm: string; readonly bits: number | null; readonly curve: string | null };
  /** Null: none. */
  readonly lifetimeSeconds: number | null;
}

export const profileFaultCodes = [
  'too_few_names',
  'too_many_names',
  'name_kind_not_allowed',
  'name_not_allowed',
  'wildcard_not_allowed',
  'subject_attribute_missing',
  'subject_attribute_not_allowed',
  'subject_value_not_allowed',
  'common_name_not_allowed',
  'key_not_allowed',
  'key_size_not_allowed',
  'lifetime_too_long',
] as const;
export type ProfileFaultCode = (typeof profileFaultCodes)[number];

/** One thing that a profile does not allow; `detail` is for people. */
export interface ProfileFault {
  readonly code: ProfileFaultCode;
  readonly detail: string;
}

/** Whether a pattern of a user matches a whole text. Throws on patterns that are none. */
export type MatchesWhole = (pattern: string, text: string) => boolean;

/** Everything in a request that the profile does not allow; empty when it may be issued. */
export function profileFaults(profile: CertificateProfile, wish: Wish, matches: MatchesWhole): ProfileFault[] {
  return [
    ...nameFaults(profile, wish.names, matches),
    ...subjectFaults(profile, wish, matches),
    ...keyFaults(profile.keys, wish.key),
    ...lifetimeFaults(profile, wish.lifetimeSeconds),
  ];
}

/** Seconds that a certificate of this profile lives when nobody wishes for another lifetime. */
export function profileLifetimeSeconds({ lifetime }: Pick<CertificateProfile, 'lifetime'>): number {
  return Math.floor(millisecondsOf(lifetime, 0) / 1000);
}

function nameFaults(profile: CertificateProfile, names: readonly string[], matches: MatchesWhole): ProfileFault[] {
  const { minNames, maxNames, wildcards } = profile;
  const count: ProfileFault[] = [];
  if (names.length < minNames) count.push(fault('too_few_names', `at least ${minNames} names are needed`));
  // The names themselves are not looked at one by one then: there may be a million of them.
  if (names.length > maxNames) return [fault('too_many_names', `at most ${maxNames} names are allowed`)];
  return [
    ...count,
    ...names.flatMap((name) => {
      const colon = name.indexOf(':');
      const [kind, value] = [name.slice(0, colon), name.slice(colon + 1)];
      const rule = profile.names.find((one) => one.kind === kind);
      if (rule === undefined)
        return [fault('name_kind_not_allowed', `names of kind ${kind} are not allowed: ${value}`)];
      if (kind === 'dNSName' && value.includes('*') && !wildcards)
        return [fault('wildcard_not_allowed', `names with a wildcard are not allowed: ${value}`)];
      return fits(rule, value, matches) ? [] : [fault('name_not_allowed', `${value} matches no pattern of ${kind}`)];
    }),
  ];
}

/**
 * A common name that looks like a host is a host name to old clients, so that it must be allowed as one. A single label
 * (`intranet`) is one on networks with a search domain; where nothing can serve TLS it may be the name of a person.
 */
function subjectFaults(profile: CertificateProfile, { subject }: Wish, matches: MatchesWhole): ProfileFault[] {
  const missing = profile.subject.filter(
    ({ attribute, required }) => required && !subject.some(({ name, value }) => name === attribute && value !== ''),
  );
  const host = profile.names.find(({ kind }) => kind === 'dNSName');
  return [
    ...missing.map(({ attribute }) => fault('subject_attribute_missing', `the subject needs ${attribute}`)),
    ...subject.flatMap(({ name, value }): ProfileFault[] => {
      const rule = profile.subject.find(({ attribute }) => attribute === name);
      if (rule === undefined) return [fault('subject_attribute_not_allowed', `${name} is not allowed in the subject`)];
      if (!fits(rule, value, matches))
        return [fault('subject_value_not_allowed', `${value} matches no pattern of ${name}`)];
      if (name !== 'CN' || !looksLikeHost(value, servesHosts(profile))) return [];
      const allowed = host !== undefined && fits(host, value.toLowerCase(), matches);
      const wildcard = value.includes('*') && !profile.wildcards;
      return allowed && !wildcard
        ? []
        : [fault('common_name_not_allowed', `the common name ${value} is not allowed as a host name`)];
    }),
  ];
}

function looksLikeHost(text: string, isSingleLabelOne: boolean): boolean {
  if (!/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(text) || /^[\d.]+$/.test(text)) return false;
  return isSingleLabelOne || text.replace(/\.$/, '').includes('.');
}

/** Whether a TLS client would take its certificates for those of a server. */
function servesHosts({ names, extendedKeyUsage: usages }: CertificateProfile): boolean {
  return names.some(({ kind }) => kind === 'dNSName') || usages.length === 0 || usages.some(isOfServers);
}

function isOfServers(usage: string): boolean {
  return ['serverAuth', 'anyExtendedKeyUsage'].includes(usage);
}

function keyFaults(rules: readonly KeyRule[], { algorithm, bits, curve }: Wish['key']): ProfileFault[] {
  const ofKind = rules.filter((rule) => rule.algorithm === algorithm);
  if (ofKind.length === 0) return [fault('key_not_allowed', `keys of algorithm ${algorithm} are not allowed`)];
  const allowed = ofKind.some((rule) => {
    if (rule.algorithm === 'rsa') return bits !== null && bits >= rule.minBits && bits <= rule.maxBits;
    if (rule.algorithm === 'ec') return rule.curves.some((one) => one === curve);
    return true;
  });
  const what = algorithm === 'ec' ? `on ${curve ?? 'an unnamed curve'}` : `of ${bits ?? 'unknown'} bits`;
  return allowed ? [] : [fault('key_size_not_allowed', `${algorithm} keys ${what} are not allowed`)];
}

function lifetimeFaults({ maxLifetime }: CertificateProfile, wished: number | null): ProfileFault[] {
  const longest = millisecondsOf(maxLifetime, 0) / 1000;
  return wished !== null && wished > longest
    ? [fault('lifetime_too_long', `the longest lifetime is ${maxLifetime}`)]
    : [];
}

function fits({ patterns }: Pick<NameRule, 'patterns'>, value: string, matches: MatchesWhole): boolean {
  return patterns.length === 0 || patterns.some((pattern) => matches(pattern, value));
}

function fault(code: ProfileFault['code'], detail: string): ProfileFault {
  return { code, detail: detail.slice(0, 300) };
}
