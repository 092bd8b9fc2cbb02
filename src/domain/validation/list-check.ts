import type { ValidationNote } from './checks';
import { coverageOf, isSameScope, pointsOf, scopeText } from './list-scope';
import { listFault, listNotes, skewMs } from './list-form';
import { listReasons, type ListReason, type PathCertificate } from './path-certificate';
import type { ListEntry, RevocationList } from './revocation-list';
import type { FoundRevocation, Gathered, RevocationEvidence } from './validation';

/** Who signed a list: `good` with the fingerprint of a certificate that may sign lists and leads to the same top. */
export interface ListSigner {
  readonly verdict: 'good' | 'bad' | 'not_run' | 'missing';
  readonly fingerprint: string | null;
  /** Why it is not good, for people; '' when it is. */
  readonly message: string;
}

export interface ListOptions {
  readonly now: Date;
  readonly signerOf: (list: RevocationList) => Promise<ListSigner>;
}

export interface RevocationCheck {
  readonly status: 'valid' | 'revoked' | 'failed' | 'not_checked';
  readonly message: string;
  readonly revocation: FoundRevocation | null;
  readonly evidence: readonly RevocationEvidence[];
  readonly notes: readonly ValidationNote[];
}

/**
 * What lists say about a certificate (RFC 5280, section 6.3.3): `valid` when lists that are in order cover all reasons
 * and none has it, `revoked` with date and reason, else `failed` with words. A certificate without distribution points
 * for which there is no list was `not_checked`.
 */
export async function checkLists(
  certificate: PathCertificate,
  gathered: Gathered<RevocationList>,
  { now, signerOf }: ListOptions,
): Promise<RevocationCheck> {
  const evidence: RevocationEvidence[] = [];
  const notes: ValidationNote[] = [];
  const refusals = new Set<string>(gathered.failures);
  const complete = gathered.found.filter(({ baseNumber }) => baseNumber === null);
  const deltas = gathered.found.filter(({ baseNumber }) => baseNumber !== null);
  const covered = new Set<ListReason>();
  const signers = new Map<string, Promise<ListSigner>>();

  function signer(list: RevocationList): Promise<ListSigner> {
    const before = signers.get(list.fingerprint) ?? signerOf(list);
    signers.set(list.fingerprint, before);
    return before;
  }

  /** Why the list says nothing; undefined when it is in order. */
  async function refusalOf(list: RevocationList): Promise<string | undefined> {
    const fault = listFault(list, now);
    if (fault !== null) return fault;
    const { verdict, message } = await signer(list);
    return verdict === 'good' ? undefined : message;
  }

  async function record(list: RevocationList, verdict: RevocationEvidence['verdict'], message: string): Promise<void> {
    const { number, thisUpdate, nextUpdate, fingerprint: source } = list;
    const { fingerprint } = await signer(list);
    const times = { number, thisUpdate, nextUpdate };
    const scope = scopeText(list);
    evidence.push({
      kind: 'list',
      subject: certificate.fingerprint,
      source,
      signer: fingerprint,
      scope,
      ...times,
      verdict,
      message,
    });
  }

  for (const point of pointsOf(certificate)) {
    for (const list of complete) {
      const coverage = coverageOf(list, point, certificate);
      if ('refusal' in coverage) {
        if (coverage.refusal !== null) refusals.add(`A list does not count: ${coverage.refusal}.`);
        continue;
      }
      if (coverage.reasons.every((reason) => covered.has(reason))) continue;
      const refusal = await refusalOf(list);
      if (refusal !== undefined) {
        const listed =
          list.find(certificate.issuer, certificate.serialNumber) === null ? '' : ' It lists the certificate.';
        refusals.add(`${refusal}${listed}`);
        await record(list, 'unusable', refusal);
        continue;
      }
      notes.push(...listNotes(list, certificate, now));
      const delta = await newestDelta(list);
      const entry = delta?.find(certificate.issuer, certificate.serialNumber) ?? null;
      const source = entry === null ? list : delta!;
      const found = entry ?? list.find(certificate.issuer, certificate.serialNumber);
      coverage.reasons.forEach((reason) => covered.add(reason));
      if (found === null) await record(list, 'good', 'The list does not have the certificate.');
      else if (found.reason === 'removeFromCRL') {
        notes.push({
          code: 'list_removed_entry',
          fingerprint: source.fingerprint,
          message: 'The list takes back a revocation.',
        });
        await record(source, 'good', 'The list takes the revocation back.');
      } else {
        await record(source, 'revoked', 'The list has the certificate.');
        return revoked(found);
      }
    }
    if (covered.size === listReasons.length) break;
  }

  /** The newest delta list that is in order and made for this base or an earlier one (section 5.2.4). */
  async function newestDelta(base: RevocationList): Promise<RevocationList | undefined> {
    const fitting = deltas
      .filter((delta) => isSameScope(delta, base) && delta.authorityKeyIdentifier === base.authorityKeyIdentifier)
      .filter(({ baseNumber, number }) => isAtMost(baseNumber, base.number) && isBelow(base.number, number))
      .sort((one, other) => (isBelow(one.number, other.number) ? 1 : -1));
    for (const delta of fitting) {
      const refusal = await refusalOf(delta);
      if (refusal === undefined) return delta;
      await record(delta, 'unusable', refusal);
    }
    return undefined;
  }

  function revoked({ revokedAt, reason }: ListEntry): RevocationCheck {
    if (revokedAt !== null && revokedAt.getTime() > now.getTime() + skewMs) {
      const message = 'The list gives a date of revocation that is still to come.';
      notes.push({ code: 'list_revocation_ahead', fingerprint: certificate.fingerprint, message });
    }
    const since = revokedAt === null ? '' : ` since ${revokedAt.toISOString()}`;
    const message = `Revoked${since}, reason ${reason}.`;
    return { status: 'revoked', message, revocation: { revokedAt, reason, by: 'list' }, evidence, notes };
  }

  const nothing = { revocation: null, evidence, notes };
  if (covered.size === listReasons.length) {
    return { status: 'valid', message: 'No list that covers the certificate has it.', ...nothing };
  }
  if (gathered.found.length === 0 && refusals.size === 0 && certificate.distributionPoints.length === 0) {
    return {
      status: 'not_checked',
      message: 'The certificate names no list, and there is none of its issuer.',
      ...nothing,
    };
  }
  const missing = listReasons.filter((reason) => !covered.has(reason));
  const partly = covered.size === 0 ? [] : [`No list covers the reasons ${missing.join(', ')}.`];
  const words = [...refusals].slice(0, 5).concat(partly).join(' ');
  return {
    status: 'failed',
    message: words === '' ? 'None of the lists is about the certificate.' : words,
    ...nothing,
  };
}

/** Numbers of lists as hex of whatever length. */
function isBelow(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && BigInt(`0x${one}`) < BigInt(`0x${other}`);
}

function isAtMost(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && !isBelow(other, one);
}
