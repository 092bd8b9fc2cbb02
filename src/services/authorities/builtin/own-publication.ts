import type { OcspReply } from './ocsp';
import type { PublishedList } from './lists';
import { caPath, isRootId } from './addresses';

/** What this installation publishes itself, read without a way over the network. */
export interface OwnPublication {
  /** The current list at one of our addresses; null: it is not ours. */
  list(url: string): Promise<Buffer | null>;
  /** The answer of our own responder; null: it is not ours. */
  answer(url: string, request: Uint8Array): Promise<Buffer | null>;
}

export interface OwnPublicationDeps {
  readonly lists: { current(caId: string): Promise<Pick<PublishedList, 'der'> | null> };
  readonly ocsp: (authority: string, request: Uint8Array) => Promise<Pick<OcspReply, 'der'> | null>;
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const listPath = new RegExp(`${caPath}/(${uuid}(?:-root)?)\\.crl$`);
const answerPath = new RegExp(`${caPath}/(${uuid})/ocsp$`);

/**
 * Lists and answers of the built-in CAs, by the addresses that their certificates name: what was revoked here counts at once
 * and not when a list that somebody keeps is over. The id in the path tells; the host may have had other names before. What
 * is at the same path of a stranger is no list of ours, and its signature would not fit.
 */
export function createOwnPublication({ lists, ocsp }: OwnPublicationDeps): OwnPublication {
  return {
    async list(url) {
      const id = idIn(url, listPath);
      return id === undefined ? null : ((await lists.current(id))?.der ?? null);
    },
    async answer(url, request) {
      const id = idIn(url, answerPath);
      return id === undefined || isRootId(id) ? null : ((await ocsp(id, request))?.der ?? null);
    },
  };
}

function idIn(url: string, path: RegExp): string | undefined {
  return URL.canParse(url) ? path.exec(new URL(url).pathname)?.[1] : undefined;
}
