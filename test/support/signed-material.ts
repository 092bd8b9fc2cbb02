import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { derTags } from '../../src/x509/der';
import {
  bitString,
  boolean,
  element,
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  integer,
  namedBits,
  nothing,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  utf8String,
} from '../../src/x509/der-writer';
import { integerContent } from '../../src/x509/integers';

export interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Whoever signs in a test, with the name that stands in what it signs. */
export interface Party extends Keys {
  readonly name: Buffer;
}

export const start = new Date('2026-01-01T00:00:00Z');
export const end = new Date('2027-01-01T00:00:00Z');

export function party(commonName: string, keys: Keys = generateKeyPairSync('ed25519')): Party {
  const attribute = sequence(objectIdentifier('2.5.4.3'), utf8String(commonName));
  return { name: sequence(setOf(attribute)), ...keys };
}

export function spkiOf({ publicKey }: Keys): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' });
}

export function extension(oid: string, value: Uint8Array, critical = false): Buffer {
  return sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(value));
}

export const extensions = {
  ca: extension('2.5.29.19', sequence(boolean(true)), true),
  keyUsage: (...bits: number[]) => extension('2.5.29.15', namedBits(bits), true),
  purpose: (oid: string) => extension('2.5.29.37', sequence(objectIdentifier(oid))),
};

const ED25519 = sequence(objectIdentifier('1.3.101.112'));

/** Signed with Ed25519, or with the algorithm and digest that are given. */
function signed(tbs: Buffer, by: Keys, algorithm = ED25519, ...behind: readonly Buffer[]): Buffer {
  return sequence(tbs, algorithm, bitString(sign(null, tbs, by.privateKey)), ...behind);
}

export function certificate(
  subject: Party,
  issuer: Party,
  more: {
    readonly serial?: string;
    readonly algorithm?: Buffer;
    readonly extensions?: readonly Buffer[];
    readonly notAfter?: Date;
  } = {},
): Buffer {
  const algorithm = more.algorithm ?? ED25519;
  const tbs = sequence(
    explicit(0, integer(2)),
    element(derTags.integer, integerContent(more.serial ?? '1')),
    algorithm,
    issuer.name,
    sequence(time(start), time(more.notAfter ?? end)),
    subject.name,
    spkiOf(subject),
    ...(more.extensions === undefined ? [] : [explicit(3, sequence(...more.extensions))]),
  );
  return signed(tbs, issuer, algorithm);
}

export interface Entry {
  readonly serial: string;
  readonly revokedAt?: Date;
  readonly reason?: number;
  readonly extensions?: readonly Buffer[];
}

export function revocationList(
  issuer: Party,
  entries: readonly Entry[],
  more: {
    readonly thisUpdate?: Date;
    readonly nextUpdate?: Date | null;
    readonly extensions?: readonly Buffer[];
    readonly by?: Keys;
  } = {},
): Buffer {
  const rows = entries.map(({ serial, revokedAt = start, reason, extensions: own = [] }) => {
    const all = [...(reason === undefined ? [] : [extension('2.5.29.21', enumerated(reason))]), ...own];
    const rest = all.length === 0 ? [] : [sequence(...all)];
    return sequence(element(derTags.integer, integerContent(serial)), time(revokedAt), ...rest);
  });
  const next = more.nextUpdate === undefined ? end : more.nextUpdate;
  const tbs = sequence(
    integer(1),
    ED25519,
    issuer.name,
    time(more.thisUpdate ?? start),
    ...(next === null ? [] : [time(next)]),
    ...(rows.length === 0 ? [] : [element(derTags.sequence, Buffer.concat(rows))]),
    explicit(0, sequence(...(more.extensions ?? [extension('2.5.29.20', integer(1))]))),
  );
  return signed(tbs, more.by ?? issuer);
}

export interface AnswerPlan {
  readonly issuer: Party;
  readonly serial: string;
  readonly status: 'good' | 'unknown' | { readonly revokedAt: Date; readonly reason?: number };
  readonly hash?: 'sha1' | 'sha256';
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date | null;
  /** Content of the nonce extension. */
  readonly nonce?: Buffer;
  readonly signer?: Party;
  readonly byKeyHash?: boolean;
  readonly certificates?: readonly Buffer[];
  readonly extensions?: readonly Buffer[];
}

const hashOids = { sha1: '1.3.14.3.2.26', sha256: '2.16.840.1.101.3.4.2.1' } as const;

/** The key in a SubjectPublicKeyInfo of Ed25519. */
function keyOctets(keys: Keys): Buffer {
  return spkiOf(keys).subarray(-32);
}

export function ocspAnswer(plan: AnswerPlan): Buffer {
  const { issuer, hash = 'sha1', signer = issuer, status, certificates = [] } = plan;
  const digest = (octets: Buffer) => createHash(hash).update(octets).digest();
  const id = sequence(
    sequence(objectIdentifier(hashOids[hash]), nothing),
    octetString(digest(issuer.name)),
    octetString(digest(keyOctets(issuer))),
    element(derTags.integer, integerContent(plan.serial)),
  );
  const next = plan.nextUpdate === undefined ? end : plan.nextUpdate;
  const single = sequence(
    id,
    statusOf(status),
    generalizedTime(plan.thisUpdate ?? start),
    ...(next === null ? [] : [explicit(0, generalizedTime(next))]),
  );
  const responder = plan.byKeyHash
    ? explicit(2, octetString(createHash('sha1').update(keyOctets(signer)).digest()))
    : explicit(1, signer.name);
  const own = [
    ...(plan.nonce === undefined ? [] : [extension('1.3.6.1.5.5.7.48.1.2', octetString(plan.nonce))]),
    ...(plan.extensions ?? []),
  ];
  const data = sequence(
    responder,
    generalizedTime(plan.thisUpdate ?? start),
    sequence(single),
    ...(own.length === 0 ? [] : [explicit(1, sequence(...own))]),
  );
  const behind = certificates.length === 0 ? [] : [explicit(0, sequence(...certificates))];
  const basic = signed(data, signer, ED25519, ...behind);
  const typed = sequence(objectIdentifier('1.3.6.1.5.5.7.48.1.1'), octetString(basic));
  return sequence(enumerated(0), explicit(0, typed));
}

function statusOf(status: AnswerPlan['status']): Buffer {
  if (status === 'good') return implicit(0, Buffer.alloc(0));
  if (status === 'unknown') return implicit(2, Buffer.alloc(0));
  const reason = status.reason === undefined ? [] : [explicit(0, enumerated(status.reason))];
  return explicit(1, generalizedTime(status.revokedAt), ...reason);
}
