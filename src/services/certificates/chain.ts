import { isOwnIssuer, issuerOf, type Issuer } from '../../domain/certificates/issuers';
import type { IssuerStore, NamedIssuer } from '../../store/certificates/issuers';

/** Longer chains are not in use; the way up ends there. */
const deepest = 10;

/**
 * The issuers of a certificate that the inventory holds, from its own to the last that is found; each once, also when
 * names or keys lead in a circle.
 */
export async function issuersOf(certificate: Issuer, issuers: Pick<IssuerStore, 'named'>): Promise<NamedIssuer[]> {
  const found: NamedIssuer[] = [];
  const seen = new Set([certificate.uuid]);
  for (let at = certificate; found.length < deepest && !isOwnIssuer(at);) {
    const named = await issuers.named(at.issuerDerSha256);
    const next = issuerOf(
      at,
      named.filter(({ uuid }) => !seen.has(uuid)),
    );
    if (next === undefined) break;
    found.push(next);
    seen.add(next.uuid);
    at = next;
  }
  return found;
}
