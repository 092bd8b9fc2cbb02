import { IssuedListUnsupported, type IssuedItem } from '../../../domain/authorities/authority';
import type { AcmeSession } from './accounts';
import { AuthorityFault, isObject } from '../authority-fault';
import { readChain } from '../delivered';
import { readOrder } from './resources';

/** Orders of one list. */
const mostOrders = 100_000;
const chains = 'application/pem-certificate-chain';

/**
 * What an authority has issued to our account: the orders that it lists (RFC 8555, section 7.1.2.1). Many authorities list
 * none, and some only those that are open.
 */
export async function* issuedOrders(open: () => Promise<AcmeSession>, from: number): AsyncGenerator<IssuedItem> {
  const session = await open();
  const { json } = await session.post({ what: 'show our account', url: session.accountUrl(), payload: null });
  const list = isObject(json) ? json['orders'] : undefined;
  if (typeof list !== 'string') {
    throw new IssuedListUnsupported(
      'The authority does not list the orders of an account (RFC 8555, section 7.1.2.1).',
    );
  }
  const orders = await ordersIn(session, list);
  for (const url of orders.slice(from)) yield await itemOf(session, url);
}

async function ordersIn(session: AcmeSession, first: string): Promise<string[]> {
  const found: string[] = [];
  const seen = new Set<string>();
  for (let url: string | null = first; url !== null && !seen.has(url) && found.length < mostOrders;) {
    seen.add(url);
    const { json, next } = await listPage(session, url);
    const orders = isObject(json) ? json['orders'] : json;
    if (!Array.isArray(orders)) {
      throw new IssuedListUnsupported('The list of orders that the authority names is none.');
    }
    found.push(...orders.filter((one) => typeof one === 'string'));
    url = next;
  }
  return found;
}

async function listPage(session: AcmeSession, url: string) {
  try {
    return await session.post({ what: 'list our orders', url, payload: null });
  } catch (error) {
    // An account may name a list that the server does not have.
    if (!(error instanceof AuthorityFault) || !error.isFinal) throw error;
    throw new IssuedListUnsupported(error.message);
  }
}

async function itemOf(session: AcmeSession, url: string): Promise<IssuedItem> {
  try {
    const order = readOrder((await session.post({ what: 'show the order', url, payload: null })).json);
    if (order.status !== 'valid' || order.certificate === null) return { kind: 'nothing' };
    const request = { what: 'hand out the certificate', url: order.certificate, payload: null, accept: chains };
    return { kind: 'certificate', certificate: readChain((await session.post(request)).body).certificate };
  } catch (error) {
    if (!(error instanceof AuthorityFault)) throw error;
    return { kind: 'unreadable', code: error.code, name: url, message: error.message };
  }
}
