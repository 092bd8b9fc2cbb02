import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { AuthorityInstance } from '../../../domain/authorities/instance';
import type { StepCaSettings } from '../../../domain/authorities/step-ca-settings';
import type { SecretBox } from '../../../secrets/secret-box';
import { AuthorityFault, isObject, oneLine } from '../authority-fault';
import { openSecretOf } from '../secrets';
import { openEncryptedKey } from './encrypted-key';
import type { StepCaRequests } from './requests';
import { algorithmOf, type Provisioner } from './tokens';

export interface ProvisionersDeps {
  readonly ask: StepCaRequests;
  readonly box: SecretBox;
  readonly now: () => Date;
}

/** What a server says of one JWK provisioner. */
interface Listed {
  readonly name: string;
  readonly keyId: string;
  readonly publicKey: Readonly<Record<string, unknown>>;
  /** A JWE in compact form; null: it hands out none. */
  readonly encryptedKey: string | null;
}

const heldMs = 60_000;
const mostHeld = 100;
const mostPages = 50;

/** Provisioners with their keys. Opening one costs a password derivation, so that it is held for a minute. */
export function createProvisioners({ ask, box, now }: ProvisionersDeps) {
  const held = new Map<string, { readonly at: number; readonly provisioner: Provisioner }>();

  async function listed(url: string): Promise<Listed[]> {
    const all: Listed[] = [];
    let cursor = '';
    for (let page = 0; page < mostPages; page += 1) {
      const path = `/1.0/provisioners?limit=100&cursor=${encodeURIComponent(cursor)}`;
      const { json } = await ask(url, { what: 'list its provisioners', method: 'GET', path });
      const { provisioners, nextCursor } = isObject(json) ? json : {};
      if (!Array.isArray(provisioners))
        throw new AuthorityFault('not_a_step_ca', 'The address is not that of a step-ca server.', true);
      all.push(...provisioners.flatMap(readListed));
      if (typeof nextCursor !== 'string' || nextCursor === '') break;
      cursor = nextCursor;
    }
    return all;
  }

  /** Asks the server now. Throws `AuthorityFault`. */
  async function read(instance: AuthorityInstance, settings: StepCaSettings): Promise<Provisioner> {
    const { provisioner: name, url } = settings;
    const all = await listed(url);
    const named = all.filter((one) => one.name === name);
    if (named.length === 0) {
      const known = all.slice(0, 20).map((one) => oneLine(one.name, 100));
      const words = known.length === 0 ? 'none at all' : `but ${known.join(', ')}`;
      throw new AuthorityFault('provisioner_unknown', `The authority has no JWK provisioner ${name}, ${words}.`, true);
    }
    const ownKey = openSecretOf(instance, 'provisionerKey', box);
    const password = openSecretOf(instance, 'provisionerPassword', box);
    const opened = ownKey === null ? await byPassword(named, password) : byKey(named, ownKey);
    const provisioner = { name, ...opened };
    if (held.size >= mostHeld) held.clear();
    held.set(heldKeyOf(instance), { at: now().getTime(), provisioner });
    return provisioner;
  }

  return {
    read,

    /** Throws `AuthorityFault`. */
    async get(instance: AuthorityInstance, settings: StepCaSettings): Promise<Provisioner> {
      const known = held.get(heldKeyOf(instance));
      const isFresh = known !== undefined && now().getTime() - known.at < heldMs;
      return isFresh ? known.provisioner : read(instance, settings);
    },

    /** After the server did not take what it has signed: its keys may have changed. */
    forget(instance: AuthorityInstance): void {
      held.delete(heldKeyOf(instance));
    },
  };
}

export type Provisioners = ReturnType<typeof createProvisioners>;

/** Whatever is changed of an authority raises its revision. */
function heldKeyOf({ uuid, revision }: AuthorityInstance): string {
  return `${uuid} ${revision}`;
}

/** Of several with one name, as while keys are exchanged, the first that the password opens. */
async function byPassword(named: readonly Listed[], password: string | null): Promise<Omit<Provisioner, 'name'>> {
  if (password === null)
    throw new AuthorityFault(
      'provisioner_key_missing',
      'The authority has neither `provisionerPassword` nor `provisionerKey`.',
      true,
    );
  for (const { keyId, encryptedKey } of named) {
    const jwk = encryptedKey === null ? null : await openEncryptedKey(encryptedKey, password);
    const key = jwk === null ? null : keyOfJwk(jwk.toString('utf8'));
    if (key !== null) return { keyId, key };
  }
  const isHidden = named.every(({ encryptedKey }) => encryptedKey === null);
  throw isHidden
    ? new AuthorityFault(
        'provisioner_key_missing',
        'The authority hands out no key of the provisioner: give `provisionerKey`.',
        true,
      )
    : new AuthorityFault('provisioner_password_wrong', 'The password does not open the key of the provisioner.', true);
}

function byKey(named: readonly Listed[], jwk: string): Omit<Provisioner, 'name'> {
  const key = keyOfJwk(jwk);
  const own = key === null ? null : createPublicKey(key).export({ format: 'jwk' });
  const found = named.find(({ publicKey }) =>
    ['x', 'y', 'n', 'e', 'crv'].every((part) => publicKey[part] === own?.[part]),
  );
  if (key !== null && found !== undefined) return { keyId: found.keyId, key };
  throw new AuthorityFault('provisioner_key_wrong', '`provisionerKey` is not the key of the provisioner.', true);
}

function keyOfJwk(text: string): KeyObject | null {
  try {
    const key = createPrivateKey({ key: JSON.parse(text) as JsonWebKey, format: 'jwk' });
    return algorithmOf(key) === null ? null : key;
  } catch {
    // Neither its text nor the reason may be told: both may quote the key.
    return null;
  }
}

function readListed(body: unknown): Listed[] {
  if (!isObject(body) || body['type'] !== 'JWK') return [];
  const { name, key, encryptedKey } = body;
  if (typeof name !== 'string' || !isObject(key) || typeof key['kid'] !== 'string') return [];
  const given = typeof encryptedKey === 'string' && encryptedKey !== '' ? encryptedKey : null;
  return [{ name, keyId: key['kid'], publicKey: key, encryptedKey: given }];
}
