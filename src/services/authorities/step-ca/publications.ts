import { AuthorityFault, isObject } from '../authority-fault';
import { readChain } from '../delivered';
import type { StepCaRequests } from './requests';

/** What a server hands out to everybody. */
export function createPublications(ask: StepCaRequests) {
  async function certificatesOf(url: string, path: string): Promise<readonly Buffer[]> {
    const { json } = await ask(url, { what: 'hand out its certificates', method: 'GET', path });
    const { crts } = isObject(json) ? json : {};
    const { certificate, issuers } = readChain(Buffer.from(Array.isArray(crts) ? crts.join('\n') : ''));
    return [certificate, ...issuers];
  }

  return {
    /** DER of the issuing CAs, then of the roots. */
    issuers: async (url: string): Promise<readonly Buffer[]> => [
      ...(await certificatesOf(url, '/1.0/intermediates')),
      ...(await certificatesOf(url, '/1.0/roots')),
    ],

    /** DER of the revocation list; null: the server makes none. */
    async crl(url: string): Promise<Buffer | null> {
      try {
        return (await ask(url, { what: 'hand out its list', method: 'GET', path: '/1.0/crl' })).body;
      } catch (error) {
        if (error instanceof AuthorityFault && [404, 501].includes(error.more.status ?? 0)) return null;
        throw error;
      }
    },
  };
}

export type Publications = ReturnType<typeof createPublications>;
