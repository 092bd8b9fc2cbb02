import { AuthorityFault, isObject } from '../authority-fault';
import { faultOfAnswer } from './fault';
import type { AuthorityExchange } from '../transport';

/** Where an authority is asked for what (RFC 8555, section 7.1.1). */
export interface AcmeDirectory {
  readonly newNonce: string;
  readonly newAccount: string;
  readonly newOrder: string;
  readonly revokeCert: string;
  /** RFC 9773; null: the authority has none. */
  readonly renewalInfo: string | null;
  /** Names of its profiles; null: it has none. */
  readonly profiles: readonly string[] | null;
  readonly externalAccountRequired: boolean;
}

const heldMs = 10 * 60_000;
const mostHeld = 1_000;

/** Directories, read again after ten minutes. */
export function createDirectories(exchange: AuthorityExchange, now: () => Date) {
  const held = new Map<string, { readonly at: number; readonly directory: AcmeDirectory }>();

  async function read(url: string): Promise<AcmeDirectory> {
    const answer = await exchange('GET', url);
    if (answer.status !== 200)
      throw faultOfAnswer('show its directory', answer.status, answer.json, answer.retryAfterMs);
    const directory = directoryOf(answer.json);
    if (held.size >= mostHeld) held.clear();
    held.set(url, { at: now().getTime(), directory });
    return directory;
  }

  return {
    /** Asks now. */
    read,

    async get(url: string): Promise<AcmeDirectory> {
      const known = held.get(url);
      return known !== undefined && now().getTime() - known.at < heldMs ? known.directory : read(url);
    },
  };
}

export type Directories = ReturnType<typeof createDirectories>;

function directoryOf(body: unknown): AcmeDirectory {
  const members = isObject(body) ? body : {};
  const url = (name: string): string => {
    const value = members[name];
    if (typeof value === 'string') return value;
    throw new AuthorityFault(
      'not_an_acme_server',
      `The address is not that of an ACME directory: it has no ${name}.`,
      true,
    );
  };
  const meta = isObject(members['meta']) ? members['meta'] : {};
  return {
    newNonce: url('newNonce'),
    newAccount: url('newAccount'),
    newOrder: url('newOrder'),
    revokeCert: url('revokeCert'),
    renewalInfo: typeof members['renewalInfo'] === 'string' ? members['renewalInfo'] : null,
    profiles: isObject(meta['profiles']) ? Object.keys(meta['profiles']) : null,
    externalAccountRequired: meta['externalAccountRequired'] === true,
  };
}
