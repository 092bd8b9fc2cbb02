import { changeOfStatus, isSeenFromBelow, type IssuerChange } from '../../domain/certificates/issuer-change';
import { uuidOf } from '../../store/database/derived-ids';
import type { OpenStatusChange, ValidationStore } from '../../store/validation/validations';

/** An id for what becomes of the CA with this fingerprint: it goes where no detail of a certificate may go. */
export function issuerIdOf(fingerprint: string): string {
  return uuidOf(`issuer:${fingerprint}`);
}

interface Recheck {
  readonly issuerChange: IssuerChange;
  /** Hash of the CA's name; null: it is looked up by the fingerprint. */
  readonly name: string | null;
  readonly uncheckedSince?: Date;
}

/**
 * What is to be checked because of changes of status: what a CA has issued whose own certificate has changed. Where
 * somebody's change of trust, or a CA further up, is behind that, all below it is due already, and only what was left out
 * is made due now.
 */
export function rechecks({ recheckIssuedBy, nameOf }: Pick<ValidationStore, 'recheckIssuedBy' | 'nameOf'>) {
  /** Doing it again makes the same certificates due. Gives how many are. */
  return async function recheck(open: readonly OpenStatusChange[]): Promise<number> {
    const wanted = new Map<string, Recheck>();
    for (const one of open) {
      const found = recheckOf(one);
      if (found === undefined) continue;
      const key = `${found.name ?? ''} ${found.issuerChange.id}`;
      const before = wanted.get(key);
      if (before === undefined || found.issuerChange.at < before.issuerChange.at) wanted.set(key, found);
    }
    let due = 0;
    for (const { issuerChange, name, uncheckedSince } of wanted.values()) {
      const issuer = name ?? (await nameOf(issuerChange.fingerprint));
      if (issuer !== null) due += await recheckIssuedBy(issuer, issuerChange, uncheckedSince);
    }
    return due;
  };
}

function recheckOf({ certificate, change }: OpenStatusChange): Recheck | undefined {
  const { issuerChange } = change;
  const { ca, subjectDerSha256: name, fingerprint } = certificate;
  if (issuerChange !== undefined && isSeenFromBelow(issuerChange))
    return { issuerChange, name: null, uncheckedSince: issuerChange.at };
  if (!ca) return undefined;
  if (issuerChange !== undefined) return { issuerChange, name, uncheckedSince: issuerChange.at };
  return { issuerChange: changeOfStatus(certificate, change, issuerIdOf(fingerprint)), name };
}
