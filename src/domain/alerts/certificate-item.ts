import { isSecretType, type AttributeValues } from '../attributes/attribute';
import type { CertificateRecord, MetadataEntry } from '../certificates/certificate';
import type { User } from '../identity/user';
import type { TokenValues } from './fill-tokens';
import { daysBetween } from './due';
import { noThreshold } from './ledger';

type Person = Pick<User, 'username' | 'displayName' | 'email'>;

/** Who stands behind a certificate, as far as the directory knows them. */
export interface CertificatePeople {
  readonly owner: Person | null;
  /** Who asked for it or brought it in, by the name of that time. */
  readonly requester: { readonly name: string | null; readonly person: Person | null };
  /** Whom the certificate names, by a mail address or a user principal name. */
  readonly principal: Person | null;
}

export interface CertificateItemFacts {
  readonly certificate: CertificateRecord;
  readonly raProfileName: string | null;
  readonly groupNames: readonly string[];
  readonly people: CertificatePeople;
}

/** Mail addresses and user principal names that a certificate holds. */
export function namedPrincipals({
  subjectAttributes,
  subjectAlternativeNames,
}: Pick<CertificateRecord, 'subjectAttributes' | 'subjectAlternativeNames'>): string[] {
  const inSubject = subjectAttributes.filter(({ oid }) => oid === mailOid).map(({ value }) => value);
  const inNames = subjectAlternativeNames.flatMap((name) => {
    const found = principalStarts.find((start) => name.startsWith(start));
    return found === undefined ? [] : [name.slice(found.length)];
  });
  return [...new Set([...inSubject, ...inNames].filter((name) => name.includes('@')))];
}

const mailOid = '1.2.840.113549.1.9.1';
/** rfc822Name, and the user principal name of Microsoft. */
const principalStarts = ['rfc822Name:', 'otherName:1.3.6.1.4.1.311.20.2.3:'] as const;

/** What the tokens of an alert stand for, about a certificate. */
export function certificateTokens(
  { certificate, raProfileName, people }: CertificateItemFacts,
  at: Date,
  threshold: number,
): TokenValues {
  const { notBefore, notAfter, subjectAlternativeNames } = certificate;
  const { owner, requester, principal } = people;
  const values: Readonly<Record<string, () => readonly (string | null | undefined)[]>> = {
    cn: () => [certificate.commonName],
    dn: () => [certificate.subjectDn],
    issuerdn: () => [certificate.issuerDn],
    certemail: () => namedPrincipals(certificate),
    certnotbefore: () => [toldTime(notBefore)],
    certnotafter: () => [toldTime(notAfter)],
    san: () => subjectAlternativeNames,
    template: () => [raProfileName ?? certificate.microsoftTemplate],
    thumbprint: () => [certificate.thumbprint],
    fingerprint: () => [certificate.fingerprint],
    serial: () => [certificate.serialNumber],
    daysleft: () => [notAfter === null ? null : String(daysBetween(at, notAfter))],
    threshold: () => [threshold === noThreshold ? null : String(threshold)],
    'locations:certstore': () => placesIn(certificate.metadata),
    requester: () => [requester.person?.username ?? requester.name],
    ...tokensOfPerson('requester', requester.person),
    ...tokensOfPerson('principal', principal),
    owner: () => [owner?.displayName],
    'owner:mail': () => [owner?.email],
  };
  return {
    of(name) {
      const attribute = metadataName(name);
      if (attribute !== undefined) return attributeTexts(certificate.attributes, attribute);
      return (values[name]?.() ?? []).flatMap((value) => value ?? []);
    },
  };
}

/** The name of a custom attribute that a token asks for. */
export function metadataName(token: string): string | undefined {
  return /^metadata:(.*)$/i.exec(token)?.[1];
}

export function tokensOfPerson(
  prefix: string,
  person: Person | null,
): Record<string, () => readonly (string | null | undefined)[]> {
  // The directory has full names only: the last word is the surname.
  const words = person?.displayName.trim().split(/\s+/) ?? [];
  return {
    [`${prefix}:mail`]: () => [person?.email],
    [`${prefix}:displayname`]: () => [person?.displayName],
    [`${prefix}:givenname`]: () => [words.length > 1 ? words.slice(0, -1).join(' ') : words[0]],
    [`${prefix}:sn`]: () => [words.length > 1 ? words.at(-1) : null],
  };
}

/** Without fractions of a second: as people read it. */
export function toldTime(at: Date | null): string | null {
  return at === null ? null : at.toISOString().slice(0, 19).replace('T', ' ');
}

/** Values of a custom attribute by its name, whatever the case; nothing of secret type. */
export function attributeTexts(attributes: AttributeValues, wanted: string): string[] {
  const found = Object.values(attributes).find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (found === undefined || isSecretType(found.contentType)) return [];
  return found.content.map(({ data }) => textOf(data));
}

function textOf(data: unknown): string {
  if (data instanceof Date) return data.toISOString();
  return typeof data === 'string' ? data : JSON.stringify(data);
}

/** Custom attributes by name, as handlers and scripts see them: one value alone, several as a list, nothing secret. */
export function attributesIn(attributes: AttributeValues): Record<string, unknown> {
  const shown = Object.values(attributes).flatMap(({ name, contentType, content }) => {
    if (isSecretType(contentType)) return [];
    const values = content.map(({ data }) => (data instanceof Date ? data.toISOString() : data));
    return [[name, values.length === 1 ? values[0] : values] as const];
  });
  return Object.fromEntries(shown);
}

/** What handlers and scripts see of a certificate: plain JSON, dates as ISO 8601, nothing of secret type. */
export function certificateContext({
  certificate,
  raProfileName,
  groupNames,
  people,
}: CertificateItemFacts): Record<string, unknown> {
  const { attributes, metadata: found, extensions: _e, groups: _g, raProfile: _r, owner: _o, ...facts } = certificate;
  const person = (one: Person | null) => (one === null ? null : { name: one.displayName, mail: one.email });
  return {
    ...Object.fromEntries(
      Object.entries(facts).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
    ),
    id: certificate.uuid,
    raProfile: raProfileName,
    groups: groupNames,
    owner: person(people.owner),
    requester: person(people.requester.person) ?? people.requester.name,
    metadata: attributesIn(attributes),
    locations: placesIn(found),
  };
}

/** What an entry of an event log always holds of a certificate, where it is known. */
export function certificateLogData({
  uuid,
  thumbprint,
  fingerprint,
  serialNumber,
  subjectDn,
  issuerDn,
  notAfter,
}: CertificateRecord): Record<string, string> {
  const facts = {
    certificateId: uuid,
    thumbprint,
    fingerprint,
    serial: serialNumber,
    subject: subjectDn,
    issuer: issuerDn,
  };
  return { ...facts, ...(notAfter === null ? {} : { notAfter: notAfter.toISOString() }) };
}

/** Where discoveries saw it, in words. */
function placesIn(metadata: readonly MetadataEntry[]): string[] {
  return metadata.flatMap(({ name, data }) => (name === 'place' ? data.map(String) : []));
}
