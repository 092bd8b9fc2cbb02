import { keyContext } from '../alerts/key-item';
import { certificateContext, type CertificateItemFacts } from '../alerts/certificate-item';
import type { User } from '../identity/user';
import type { Operation } from '../operations/operation';
import type { SshKey } from '../ssh-keys/ssh-key';
import type { DefinitionType } from './definition';
import { namesOfToken, tokensOfType } from './tokens';

/** Values by our names; what has none is left out. */
export type NamedValues = Readonly<Record<string, unknown>>;

const told = (values: NamedValues): NamedValues =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  );

export function certificateValues(facts: CertificateItemFacts, authority: string | null): NamedValues {
  const { certificate, people, raProfileName } = facts;
  const context = certificateContext(facts);
  const metadata = context['metadata'] as Readonly<Record<string, unknown>>;
  return told({
    // For `$(certificate.keyAlgorithm)` and all else that an inventory shows.
    certificate: { ...context, authority },
    'certificate.id': certificate.uuid,
    'certificate.cn': certificate.commonName,
    'certificate.dn': certificate.subjectDn,
    'certificate.thumbprint': certificate.thumbprint,
    'certificate.fingerprint': certificate.fingerprint,
    'certificate.serial': certificate.serialNumber,
    'certificate.issuer': certificate.issuerDn,
    'certificate.san': certificate.subjectAlternativeNames,
    'certificate.notAfter': certificate.notAfter?.toISOString(),
    'certificate.notBefore': certificate.notBefore?.toISOString(),
    'certificate.state': certificate.state,
    'certificate.locations': context['locations'],
    'certificate.authority': authority,
    'certificate.raProfile': raProfileName,
    'owner.name': people.owner?.displayName,
    'owner.mail': people.owner?.email,
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`metadata:${name}`, value])),
  });
}

export interface OperationFacts {
  readonly operation: Operation;
  readonly requester: Pick<User, 'username' | 'displayName' | 'email'> | null;
  readonly raProfileName: string | null;
  readonly authorityName: string | null;
  /** DER of the certificate that is renewed, base64. */
  readonly renewed: string | null;
}

export function operationValues({
  operation,
  requester,
  raProfileName,
  authorityName,
  renewed,
}: OperationFacts): NamedValues {
  const { uuid, action, order, requester: actor } = operation;
  const words = requester?.displayName.trim().split(/\s+/) ?? [];
  return told({
    'request.id': uuid,
    'request.action': action,
    'requester.name': requester?.username ?? actor.name,
    'requester.mail': requester?.email,
    'requester.givenname': words.length > 1 ? words.slice(0, -1).join(' ') : words[0],
    'certificate.raProfile': raProfileName,
    'certificate.authority': authorityName,
    'enrollment.fields': (order as { readonly fields?: unknown }).fields ?? {},
    'enrollment.cn': order.commonName,
    'enrollment.dn': order.subjectDn,
    'enrollment.names': order.names,
    'enrollment.csr': order.csr,
    'renewal.certificate': renewed,
    'revocation.comment': order.comment,
    'revocation.reason': order.reason,
  });
}

export function keyValues(key: SshKey, lifetimeDays: number, at: Date): NamedValues {
  const context = keyContext(key, lifetimeDays, at);
  return told({
    key: context,
    'key.id': key.uuid,
    'key.fingerprint': key.fingerprint,
    'key.type': key.keyType,
    'key.length': key.keyLength,
    'key.comment': key.comment,
    'key.userName': key.userName,
    'key.serverLogons': key.serverLogons,
    'key.ownerMail': key.ownerMail,
    'key.rotationDueAt': context['rotationDueAt'],
  });
}

/** @param data what the start tells: `alert`, `event` and `endpoint`, as alerts and events have them */
export function startValues(type: DefinitionType, data: NamedValues): NamedValues {
  const of = (member: string) => (data[member] ?? {}) as NamedValues;
  const [event, alert, endpoint] = [of('event'), of('alert'), of('endpoint')];
  const under = (prefix: string, values: NamedValues) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
  return told({
    ...under('endpoint', endpoint),
    ...under('alert', alert),
    event: { code: type, data: {}, ...event },
    'event.code': event['code'] ?? type,
    'event.data': event['data'] ?? {},
  });
}

/** The same values by every name that definitions of the type know them by. */
export function withAliases(type: DefinitionType, values: NamedValues): NamedValues {
  const aliases = tokensOfType(type).flatMap((token) => {
    const value = values[token.name];
    return value === undefined ? [] : namesOfToken(token).map((name) => [name, value] as const);
  });
  return { ...values, ...Object.fromEntries(aliases) };
}
