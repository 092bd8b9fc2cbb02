import type { DefinitionType } from './definition';
import { definitionType, definitionTypes } from './definition-type';

/** A name inside `$( )` that stands for something of the item or the start of an instance. */
export interface BuilderToken {
  /** Ours. Ends in `:` where a name follows. */
  readonly name: string;
  /** The same value by the names that the origin has for it, and others. */
  readonly aliases: readonly string[];
  readonly types: readonly DefinitionType[];
  readonly meaning: string;
  /** `object` and `list` have parts of their own: `$(event.data.newStatus)`. */
  readonly value: 'text' | 'number' | 'boolean' | 'object' | 'list';
  /** Not there where the item has none, such as an owner. */
  readonly mayBeMissing?: true;
}

const all = definitionTypes.map(({ code }) => code);
const about = (item: string) => all.filter((code) => definitionType(code).item === item);
const certificates = [...about('certificate'), 'revocation' as const];
const requests: readonly DefinitionType[] = ['enrollment', 'revocation'];
const both = [...new Set([...certificates, ...requests])];
const alerts: readonly DefinitionType[] = ['expiration', 'key_rotation', 'revocation_monitoring'];
const enrollment: readonly DefinitionType[] = ['enrollment'];
const revocation: readonly DefinitionType[] = ['revocation'];
const keys: readonly DefinitionType[] = ['key_rotation'];
const endpoints: readonly DefinitionType[] = ['revocation_monitoring'];

type More = Partial<Pick<BuilderToken, 'aliases' | 'value' | 'mayBeMissing'>>;
function token(name: string, types: readonly DefinitionType[], meaning: string, more: More = {}): BuilderToken {
  return { name, types, meaning, aliases: [], value: 'text', ...more };
}
const maybe = { mayBeMissing: true } as const;

/** Every name, with the types that have it: the one table, from which the API and the docs are made. */
export const builderTokens: readonly BuilderToken[] = [
  token('certificate.id', certificates, 'uuid of the certificate.', { aliases: ['certid'] }),
  token('certificate.cn', certificates, 'Common name of the subject.', { aliases: ['cn'], ...maybe }),
  token('certificate.dn', certificates, 'Distinguished name of the subject.', { aliases: ['dn'] }),
  token('certificate.thumbprint', certificates, 'SHA-1, upper-case hex.', { aliases: ['thumbprint'] }),
  token('certificate.fingerprint', certificates, 'SHA-256, lower-case hex.'),
  token('certificate.serial', certificates, 'Serial number, hex.'),
  token('certificate.issuer', certificates, 'Distinguished name of the issuer.'),
  token('certificate.san', certificates, 'Alternative names.', { value: 'list' }),
  token('certificate.notAfter', certificates, 'When it ends (ISO 8601, UTC).', { aliases: ['expdate'], ...maybe }),
  token('certificate.notBefore', certificates, 'When it begins (ISO 8601, UTC).', {
    aliases: ['issuancedate'],
    ...maybe,
  }),
  token('certificate.state', certificates, 'State, such as `issued`.'),
  token('certificate.locations', certificates, 'Where discoveries saw it.', { value: 'list' }),
  token('certificate.authority', both, 'Name of the authority.', { aliases: ['CA'], ...maybe }),
  token('certificate.raProfile', both, 'Name of the RA profile.', { aliases: ['Template'], ...maybe }),
  token('owner.name', certificates, 'Full name of the owner.', maybe),
  token('owner.mail', certificates, 'Mail address of the owner.', { aliases: ['ownerroleemail'], ...maybe }),
  token('metadata:', both, 'A custom attribute by its name, as in `$(metadata:CostCentre)`.', maybe),
  token('requester.name', requests, 'Who asked for it.', { aliases: ['requester'] }),
  token('requester.mail', requests, 'Mail address of the requester.', { aliases: ['requester:mail'], ...maybe }),
  token('requester.givenname', requests, 'Given name of the requester.', {
    aliases: ['requester:givenname'],
    ...maybe,
  }),
  token('request.id', requests, 'uuid of the operation.'),
  token('request.action', requests, '`issue`, `renew`, `rekey` or `revoke`.'),
  token('enrollment.fields', enrollment, 'Additional fields of the request, by name.', {
    ...{ aliases: ['AdditionalAttributes'], value: 'object' },
  }),
  token('enrollment.cn', enrollment, 'Common name that is asked for.', maybe),
  token('enrollment.dn', enrollment, 'Distinguished name that is asked for.'),
  token('enrollment.names', enrollment, 'Alternative names that are asked for.', { value: 'list' }),
  token('enrollment.csr', enrollment, 'The request, DER in base64.', { aliases: ['CSR:Raw'], ...maybe }),
  token('renewal.certificate', enrollment, 'The certificate that is renewed, DER in base64.', {
    ...{ aliases: ['CertificateToBeRenewed'], ...maybe },
  }),
  token('revocation.comment', revocation, 'Comment of who asked for it.', { aliases: ['cmnt'], ...maybe }),
  token('revocation.reason', revocation, 'Reason (RFC 5280), such as `superseded`.', { aliases: ['code'], ...maybe }),
  token('alert.id', alerts, 'uuid of the alert.', { aliases: ['alertId'] }),
  token('alert.name', alerts, 'Name of the alert.'),
  token('alert.threshold', alerts, 'Threshold that was reached, in days.', { value: 'number', ...maybe }),
  token('key.id', keys, 'uuid of the key.'),
  token('key.fingerprint', keys, 'SHA-256 as `ssh-keygen -l` shows it.', { aliases: ['fingerprint'] }),
  token('key.type', keys, 'Type, such as `ssh-ed25519`.', { aliases: ['keytype'] }),
  token('key.length', keys, 'Length in bits.', { aliases: ['keylength'], value: 'number' }),
  token('key.comment', keys, 'Comment of the key.', { aliases: ['comment'] }),
  token('key.userName', keys, 'User of the key.', { aliases: ['username'] }),
  token('key.serverLogons', keys, 'Accounts that it opens.', { aliases: ['serverlogons'], value: 'list' }),
  token('key.ownerMail', keys, 'Mail address of the owner.', { aliases: ['ownerroleemail'], ...maybe }),
  token('key.rotationDueAt', keys, 'When its lifetime is over (ISO 8601, UTC).'),
  token('endpoint.url', endpoints, 'Address of the endpoint.', { aliases: ['url'] }),
  token('endpoint.type', endpoints, '`crl` or `ocsp`.', { aliases: ['endpointtype'] }),
  token('endpoint.state', endpoints, 'What the check came to.', { aliases: ['state'] }),
  token('endpoint.nextUpdate', endpoints, 'When the list or answer ends (ISO 8601, UTC).', {
    ...{ aliases: ['nextupdate'], ...maybe },
  }),
  token('endpoint.detail', endpoints, 'More about the state.', { aliases: ['detail'] }),
  token('event.code', all, 'What happened: the code of the event, else the type of the definition.'),
  token('event.data', all, 'What the event tells, by name.', { value: 'object' }),
  token('instance.id', all, 'uuid of the instance.'),
  token('now', all, 'The moment at which the setting is filled (ISO 8601, UTC).'),
];

export function tokensOfType(type: DefinitionType): readonly BuilderToken[] {
  return builderTokens.filter(({ types }) => types.includes(type));
}

/** Names by which a token may be written, ours first. */
export function namesOfToken({ name, aliases }: BuilderToken): readonly string[] {
  return [name, ...aliases];
}

/** Every name that definitions of the type know, ours and the origin's. */
export function tokenNames(type: DefinitionType): readonly string[] {
  return tokensOfType(type).flatMap(namesOfToken);
}

/** The token that a written name means: itself, a name behind a prefix, or a part of an object or list. */
export function tokenOf(type: DefinitionType, written: string): BuilderToken | undefined {
  return tokensOfType(type).find((one) =>
    namesOfToken(one).some((name) => {
      if (name === written) return !name.endsWith(':');
      if (name.endsWith(':')) return written.startsWith(name);
      const hasParts = one.value === 'object' || one.value === 'list';
      return hasParts && (written.startsWith(`${name}.`) || written.startsWith(`${name}[`));
    }),
  );
}

/** Names that the start of an instance tells, and whoever starts one may tell as well. */
const toldByStarts: ReadonlySet<string> = new Set(['event', 'alert', 'endpoint']);

/**
 * Whether a name stands for something of the item, by our names or the origin's, or is what such names begin with
 * (`certificate` of `certificate.cn`): data of a start may not stand in for it.
 */
export function isReservedName(type: DefinitionType, name: string): boolean {
  if (toldByStarts.has(name)) return false;
  if (tokenOf(type, name) !== undefined) return true;
  const root = variableOf(name);
  return tokenNames(type).some((one) => one.startsWith(`${root}.`));
}

/** The variable that a written name begins with: `Var` of `Var.list[0].mail`. */
export function variableOf(written: string): string {
  return /^[^.[\]]*/.exec(written)![0];
}
