import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { AcmeSettings } from '../../../domain/authorities/acme-settings';
import type { AuthorityInstance } from '../../../domain/authorities/instance';
import type { SecretBox } from '../../../secrets/secret-box';
import type { AcmeAccount, AcmeAccountStore } from '../../../store/authorities/acme-accounts';
import { openSecretOf } from '../secrets';
import type { AcmeDirectory, Directories } from './directory';
import { AuthorityFault } from '../authority-fault';
import { bindAccount, jwkOf, newAccountKey, thumbprintOfKey } from './jws';
import type { AcmeRequests, SignedRequest } from './requests';
import type { AuthorityAnswer } from '../transport';

export interface AcmeAccountsDeps {
  readonly store: AcmeAccountStore;
  readonly box: SecretBox;
  readonly directories: Directories;
  readonly requests: AcmeRequests;
}

/** An authority that knows us. */
export interface AcmeSession {
  readonly directory: AcmeDirectory;
  /** RFC 7638 thumbprint of the account's key. */
  readonly thumbprint: string;
  /** As of the beginning of the session. */
  readonly account: AcmeAccount;
  /** As the authority calls us now. */
  accountUrl(): string;
  post(request: SignedRequest): Promise<AuthorityAnswer>;
}

/** Our accounts: a key that is made once, and the URL that the authority gave it. */
export function createAcmeAccounts({ store, box, directories, requests }: AcmeAccountsDeps) {
  async function accountOf(uuid: string, directoryUrl: string): Promise<AcmeAccount> {
    const found = await store.find({ uuid, directoryUrl });
    if (found !== null) return found;
    const pkcs8 = newAccountKey().export({ format: 'der', type: 'pkcs8' }).toString('base64');
    const sealedKey = box.seal(pkcs8, boundOf(uuid));
    return store.keepFirst({ uuid, directoryUrl, sealedKey, accountUrl: null, issuers: [] });
  }

  /** The same key gives the same account, however often it is registered (RFC 8555, section 7.3). */
  async function register(
    instance: AuthorityInstance,
    settings: AcmeSettings,
    directory: AcmeDirectory,
    key: KeyObject,
  ): Promise<string> {
    const { contact, termsOfServiceAgreed, accountBindingKeyId, directoryUrl } = settings;
    const url = directory.newAccount;
    const macKey = accountBindingKeyId === null ? null : openSecretOf(instance, 'accountBindingKey', box);
    const binding =
      accountBindingKeyId === null || macKey === null
        ? {}
        : { externalAccountBinding: bindAccount(jwkOf(key), url, accountBindingKeyId, macKey) };
    const payload = { contact, termsOfServiceAgreed, ...binding };
    const { location } = await requests.post(
      directory,
      { key, accountUrl: null },
      { what: 'make an account', url, payload },
    );
    if (location === null)
      throw new AuthorityFault('not_an_acme_server', 'The authority gave the account no URL.', true);
    await store.change({ uuid: instance.uuid, directoryUrl }, { accountUrl: location });
    return location;
  }

  return {
    accountOf,

    /** Throws `AuthorityFault`. */
    async open(instance: AuthorityInstance, settings: AcmeSettings): Promise<AcmeSession> {
      const { directoryUrl } = settings;
      const directory = await directories.get(directoryUrl);
      const account = await accountOf(instance.uuid, directoryUrl);
      const key = keyOf(box, account);
      let accountUrl = account.accountUrl ?? (await register(instance, settings, directory, key));
      return {
        directory,
        account,
        accountUrl: () => accountUrl,
        thumbprint: thumbprintOfKey(jwkOf(key)),
        async post(request) {
          try {
            return await requests.post(directory, { key, accountUrl }, request);
          } catch (error) {
            if (!(error instanceof AuthorityFault) || error.more.type !== 'accountDoesNotExist') throw error;
            // An authority that has lost its accounts, as after it was set up anew.
            accountUrl = await register(instance, settings, directory, key);
            return requests.post(directory, { key, accountUrl }, request);
          }
        },
      };
    },
  };
}

export type AcmeAccounts = ReturnType<typeof createAcmeAccounts>;

function keyOf(box: SecretBox, { uuid, sealedKey }: AcmeAccount): KeyObject {
  const pkcs8 = Buffer.from(box.open(sealedKey, boundOf(uuid)), 'base64');
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
}

function boundOf(uuid: string): string {
  return `acme account ${uuid}`;
}
