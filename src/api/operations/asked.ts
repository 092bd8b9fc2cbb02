import type { Request } from 'express';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { RequestFacts } from '../../domain/operations/checks';
import type { EnrollmentFields } from '../../domain/operations/operation';
import { CertloomError, validationFailed, type Fault } from '../../domain/problem';
import { makeKey, type MadeKey } from '../../services/operations/made-keys';
import { readRequestBody, readRequestText } from '../../services/operations/read-request';
import type { z } from '../http/schemas';
import type { issueBody, rawRequestQuery } from './schemas';

type IssueBody = z.output<typeof issueBody>;
export type KeyDelivery = NonNullable<IssueBody['key']>;
/** What the bodies of all orders may have. */
export type OrderBody = Pick<IssueBody, 'csr' | 'lifetimeSeconds' | 'fields'> &
  Partial<Pick<IssueBody, 'raProfile' | 'key' | 'subject' | 'names'>>;

/** What was asked, whichever way it was sent. */
export interface Asked {
  readonly raProfile: string | null;
  readonly lifetimeSeconds: number | null;
  readonly fields?: EnrollmentFields;
  /** Null: of a renewal the request that the certificate came from. */
  readonly request: RequestFacts | null;
  readonly made: MadeKey | null;
  readonly delivery: KeyDelivery | null;
  /** All of it, for the comparison with a repeat. */
  readonly whole: unknown;
}

export const rawRequestBodies = {
  'application/pkcs10': { kind: 'binary', description: 'A certification request as DER (RFC 5967).' },
  'application/x-pem-file': { kind: 'binary', description: 'A certification request as PEM.' },
} as const;

/** What programs call such a file when nobody tells them. */
export const otherRequestTypes = [
  'application/x-pkcs10',
  'application/x-pem',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
  'text/plain',
] as const;

/**
 * Reads what an order asks for: a JSON body with `csr` or `key`, or the request itself with the rest in the query.
 * @param before what is renewed: a key that is made has its subject and names where none are given
 */
export async function readAsked(
  body: OrderBody | undefined,
  query: z.output<typeof rawRequestQuery>,
  { body: raw }: Pick<Request, 'body'>,
  before: CertificateRecord | null,
): Promise<Asked> {
  const { raProfile = null, lifetimeSeconds = null } = query;
  if (Buffer.isBuffer(raw)) {
    const whole = { ...query, request: raw.toString('base64') };
    return { raProfile, lifetimeSeconds, request: readRequestBody(raw), made: null, delivery: null, whole };
  }
  if (body === undefined) throw new CertloomError('invalid_request', 'The request needs a body.');
  const misplaced = Object.entries(query).flatMap(([name, value]): Fault[] =>
    value === undefined
      ? []
      : [{ pointer: `/query/${name}`, code: 'wrong_value', detail: 'beside a JSON body this stands in the body' }],
  );
  if (misplaced.length > 0) throw validationFailed(misplaced);
  return { ...(await readJson(body, before)), ...fieldsOf(body), whole: body };
}

/** An order that needs neither, because the request is known. */
export function readRenewal(body: OrderBody): Asked {
  const { raProfile = null, lifetimeSeconds, csr } = body;
  const request = csr === undefined ? null : readRequestText(csr);
  return { raProfile, lifetimeSeconds, request, made: null, delivery: null, ...fieldsOf(body), whole: body };
}

function fieldsOf({ fields }: OrderBody): Pick<Asked, 'fields'> {
  return fields === undefined ? {} : { fields };
}

async function readJson(body: OrderBody, before: CertificateRecord | null): Promise<Omit<Asked, 'whole'>> {
  const { raProfile = null, lifetimeSeconds, csr, key, subject = [], names = [] } = body;
  if (csr === undefined && key === undefined) {
    throw validationFailed([{ pointer: '', code: 'required', detail: 'either csr or key is needed' }]);
  }
  if (key === undefined) {
    const unused = (['subject', 'names'] as const).filter((name) => (body[name] ?? []).length > 0);
    const detail = 'the request has its own; this goes with key';
    if (unused.length > 0) {
      throw validationFailed(unused.map((name) => ({ pointer: `/${name}`, code: 'wrong_value', detail })));
    }
    return { raProfile, lifetimeSeconds, request: readRequestText(csr!), made: null, delivery: null };
  }
  if (csr !== undefined) {
    throw validationFailed([{ pointer: '/key', code: 'wrong_value', detail: 'either csr or key is needed, not both' }]);
  }
  const made = await makeKey(key.kind, {
    subject:
      subject.length > 0
        ? subject.map(({ type, value }) => [type, value] as const)
        : (before?.subjectAttributes ?? []).map(({ name, value }) => [name, value] as const),
    names: names.length > 0 || before === null ? names : before.subjectAlternativeNames,
  });
  return { raProfile, lifetimeSeconds, request: made.request, made, delivery: key };
}
