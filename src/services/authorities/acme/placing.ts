import type { AcmeSettings } from '../../../domain/authorities/acme-settings';
import type { CertificateOrder } from '../../../domain/authorities/authority';
import type { AcmeSession } from './accounts';
import { AuthorityFault } from '../authority-fault';
import type { AcmeOrderState } from './order-state';
import { renewalIdOf } from './renewal-id';
import { identifierOf, type AcmeIdentifier } from './resources';

/**
 * Places the order, and stores where it is. A replacement that the authority does not take as such is ordered as any
 * other certificate. Of two orders after a crash in between only the stored one is ever finalized. Throws `AuthorityFault`.
 */
export async function placeOrder(
  session: AcmeSession,
  { order, settings }: { readonly order: CertificateOrder; readonly settings: AcmeSettings },
  before: AcmeOrderState,
  save: (state: AcmeOrderState) => Promise<void>,
): Promise<AcmeOrderState> {
  const { directory } = session;
  const profile = order.profile ?? settings.profile;
  const replaces =
    before.asReplacement && order.replaces !== null && directory.renewalInfo !== null
      ? renewalIdOf(order.replaces)
      : null;
  const payload = {
    identifiers: identifiersOf(order.names),
    ...(profile === null ? {} : { profile }),
    ...(replaces === null ? {} : { replaces }),
  };
  try {
    const answer = await session.post({ what: 'take the order', url: directory.newOrder, payload });
    if (answer.location === null)
      throw new AuthorityFault('not_an_acme_server', 'The authority gave the order no URL.', false);
    const state = { ...before, orderUrl: answer.location };
    await save(state);
    return state;
  } catch (error) {
    if (replaces === null || !(error instanceof AuthorityFault) || !isAboutReplacing(error)) throw error;
    const plain = { ...before, asReplacement: false };
    await save(plain);
    return placeOrder(session, { order, settings }, plain, save);
  }
}

/** Servers answer 403, 404, 409 or plain 500 to what they do not want to see replaced; a plain order brings the truth. */
function isAboutReplacing({ code, more: { status } }: AuthorityFault): boolean {
  return status !== undefined && code !== 'rate_limited' && (status < 500 || status === 500);
}

function identifiersOf(names: readonly string[]): AcmeIdentifier[] {
  if (names.length === 0)
    throw new AuthorityFault('names_refused', 'The request has no names, and ACME orders are made for names.', true);
  return [...new Set(names)].map((name) => {
    const identifier = identifierOf(name);
    if (identifier !== null) return identifier;
    throw new AuthorityFault(
      'names_refused',
      `An ACME authority issues for host names and addresses, not for ${name}.`,
      true,
    );
  });
}
