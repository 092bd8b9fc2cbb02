import { isSecretType } from '../attributes/attribute';
import type { Categories, CertificateRecord } from '../certificates/certificate';
import type { Envelope } from '../events/envelope';
import { lookupIn, type TokenLookup } from '../values/tokens';

/** What tokens of a script's parameters are looked up in. */
export interface EventTokenFacts {
  readonly envelope: Envelope;
  /** Null where the event is about something else. */
  readonly certificate: CertificateRecord | null;
  /** Of the object; values of secret type are left out. */
  readonly attributes: Categories['attributes'];
  readonly ownerMail: string | null;
  readonly raProfileName: string | null;
  readonly now: Date;
}

/** Names as they are, and under the name that the origin has for the same value. */
const names: Readonly<Record<string, (facts: EventTokenFacts) => unknown>> = {
  'certificate.id': ({ certificate }) => certificate?.uuid,
  'certificate.cn': ({ certificate }) => certificate?.commonName,
  'certificate.dn': ({ certificate }) => certificate?.subjectDn,
  'certificate.serial': ({ certificate }) => certificate?.serialNumber,
  'certificate.thumbprint': ({ certificate }) => certificate?.thumbprint,
  'certificate.fingerprint': ({ certificate }) => certificate?.fingerprint,
  'certificate.issuerDn': ({ certificate }) => certificate?.issuerDn,
  'certificate.notBefore': ({ certificate }) => certificate?.notBefore,
  'certificate.notAfter': ({ certificate }) => certificate?.notAfter,
  'certificate.raProfile': ({ raProfileName }) => raProfileName,
  'owner.mail': ({ ownerMail }) => ownerMail,
  'event.code': ({ envelope }) => envelope.event,
  'event.data': ({ envelope }) => envelope.data,
  'event.firingId': ({ envelope }) => envelope.firingId,
  'event.occurredAt': ({ envelope }) => envelope.occurredAt,
  'object.id': ({ envelope }) => envelope.objectUuid,
  now: ({ now }) => now,
};
const aliases: Readonly<Record<string, string>> = {
  certid: 'certificate.id',
  cn: 'certificate.cn',
  dn: 'certificate.dn',
  thumbprint: 'certificate.thumbprint',
  expdate: 'certificate.notAfter',
  issuancedate: 'certificate.notBefore',
  Template: 'certificate.raProfile',
  ownerroleemail: 'owner.mail',
};
const attribute = /^metadata:(.+)$/;
const payload = /^event\.data\.(.+)$/;

/** Whether a parameter of a script may name this; what it stands for may still be absent. */
export function isEventToken(name: string): boolean {
  return Object.hasOwn(names, name) || Object.hasOwn(aliases, name) || attribute.test(name) || payload.test(name);
}

/** The values of tokens for one firing. Dates are ISO 8601 text; what is absent has no value. */
export function eventTokens(facts: EventTokenFacts): TokenLookup {
  const data = lookupIn(facts.envelope.data);
  const valueOf = (name: string): unknown => {
    const [, attributeName] = attribute.exec(name) ?? [];
    if (attributeName !== undefined) return attributeValue(facts.attributes, attributeName);
    const [, path] = payload.exec(name) ?? [];
    if (path !== undefined) return data(path);
    const own = Object.hasOwn(aliases, name) ? aliases[name]! : name;
    return Object.hasOwn(names, own) ? names[own]!(facts) : undefined;
  };
  return (name) => {
    const value = valueOf(name) ?? undefined;
    return value instanceof Date ? value.toISOString() : value;
  };
}

/** One value as it is, several as a list. */
function attributeValue(attributes: EventTokenFacts['attributes'], wanted: string): unknown {
  const found = Object.values(attributes).find(({ name }) => name === wanted);
  if (found === undefined || isSecretType(found.contentType)) return undefined;
  const values = found.content.map(({ data }) => (data instanceof Date ? data.toISOString() : data));
  return values.length === 1 ? values[0] : values;
}
