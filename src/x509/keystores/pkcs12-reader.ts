/** Certificates of PKCS#12 files (RFC 7292, RFC 9579). Keys in them are neither decrypted nor kept. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { DerReader, derTags } from '../der';
import { KeystoreFault, mostEntries, type KeystoreEntry } from './fault';
import { decryptionOf, hmacOf, pbkdf2Of, type Decryption, type TriedPassword } from './password-encryption';
import { passwordOctets, pkcs12Key, type Pkcs12Hash } from './pkcs12-key';
import { structureOf, type Structure } from './structure';

const data = '1.2.840.113549.1.7.1';
const encryptedData = '1.2.840.113549.1.7.6';
const certBag = '1.2.840.113549.1.12.10.1.3';
const safeContentsBag = '1.2.840.113549.1.12.10.1.6';
const x509Certificate = '1.2.840.113549.1.9.22.1';
const friendlyName = '1.2.840.113549.1.9.20';
const pbmac1 = '1.2.840.113549.1.5.14';
const hashes: Readonly<Record<string, Pkcs12Hash>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Rounds of hashing that one password may cost: twice what careful programs write. */
const mostIterations = 600_000;
const mostSafes = 1_000;
/** Bags in bags. */
const deepest = 4;
/** What programs write where nobody gave a password. */
const unasked: readonly TriedPassword[] = ['', null];

interface Mac {
  readonly iterations: number;
  fits(content: Buffer, password: TriedPassword): Promise<boolean>;
}

interface Safe {
  readonly content: Buffer;
  /** Undefined: plain. */
  readonly decryption: Decryption | undefined;
}

/**
 * The certificates of all entries, in the order of the file; the integrity of the whole file is verified where it has a
 * MAC. Throws `KeystoreFault`.
 * @param passwords tried in their order, then no password
 */
export async function certificatesOfPkcs12(bytes: Buffer, passwords: readonly string[]): Promise<KeystoreEntry[]> {
  const [, authSafe, macData] = structureOf(bytes).children();
  if (authSafe === undefined) throw new KeystoreFault('damaged_keystore');
  const content = contentOf(authSafe, data).octets();
  const mac = macData === undefined ? undefined : macOf(macData);
  const safes = safesOf(structureOf(content));
  const isSealed = mac !== undefined || safes.some(({ decryption }) => decryption !== undefined);
  const cost = safes.reduce((sum, { decryption }) => sum + (decryption?.iterations ?? 0), mac?.iterations ?? 0);
  if (cost > mostIterations) throw new KeystoreFault('keystore_too_costly');
  for (const password of isSealed ? [...passwords, ...unasked] : [null]) {
    if (mac !== undefined && !(await mac.fits(content, password))) continue;
    const plain = await openAll(safes, password);
    if (plain !== undefined) return plain.flatMap((one) => entriesOf(structureOf(one), 0)).slice(0, mostEntries);
  }
  throw new KeystoreFault(passwords.length === 0 ? 'password_needed' : 'wrong_password');
}

/** Undefined as soon as the password does not open one of them. */
async function openAll(safes: readonly Safe[], password: TriedPassword): Promise<Buffer[] | undefined> {
  const plain: Buffer[] = [];
  for (const { content, decryption } of safes) {
    const opened = decryption === undefined ? content : await decryption.open(content, password);
    // Without a MAC, padding that happens to fit says nothing yet.
    if (opened === undefined || !isWhole(opened)) return undefined;
    plain.push(opened);
  }
  return plain;
}

/** Whether these octets are one SEQUENCE and nothing else. */
function isWhole(bytes: Buffer): boolean {
  const root = new DerReader(bytes, { indefinite: true }).elementAt(0, bytes.length);
  return root !== null && root.tag === derTags.sequence && root.end === bytes.length;
}

/** What stands in a ContentInfo of this type. */
function contentOf(info: Structure, type: string): Structure {
  const [name, wrapper] = info.children();
  const inner = wrapper?.children()[0];
  if (name?.oid() !== type || inner === undefined) throw new KeystoreFault('unsupported_keystore');
  return inner;
}

function safesOf(list: Structure): Safe[] {
  const infos = list.children();
  if (infos.length > mostSafes) throw new KeystoreFault('keystore_too_costly');
  return infos.map((info): Safe => {
    if (info.children()[0]?.oid() !== encryptedData) {
      return { content: contentOf(info, data).octets(), decryption: undefined };
    }
    const [, encrypted] = contentOf(info, encryptedData).children();
    const [, algorithm, content] = encrypted?.children() ?? [];
    if (algorithm === undefined || content === undefined) throw new KeystoreFault('damaged_keystore');
    return { content: content.octets(), decryption: decryptionOf(algorithm) };
  });
}

/** MacData: an HMAC under a key as PKCS#12 makes it, or PBMAC1 (RFC 9579). */
function macOf(macData: Structure): Mac {
  const [digestInfo, saltOf, count] = macData.children();
  const [algorithm, digest] = digestInfo?.children() ?? [];
  if (algorithm === undefined || digest === undefined || saltOf === undefined)
    throw new KeystoreFault('damaged_keystore');
  const [name, parameters] = algorithm.children();
  const expected = digest.octets();
  const oid = name?.oid() ?? '';
  if (oid === pbmac1) {
    const [derivation, scheme] = parameters?.children() ?? [];
    if (derivation === undefined || scheme === undefined) throw new KeystoreFault('damaged_keystore');
    const [kdf, hmac] = [pbkdf2Of(derivation), hmacOf(scheme)];
    const length = Math.min(kdf.keyLength ?? expected.length, 64);
    return {
      iterations: kdf.iterations,
      fits: async (content, password) => same(hmac, await kdf.derive(password, length), content, expected),
    };
  }
  const hashName = Object.hasOwn(hashes, oid) ? hashes[oid] : undefined;
  if (hashName === undefined) throw new KeystoreFault('unsupported_keystore');
  const [salt, iterations] = [saltOf.octets(), count?.number() ?? 1];
  return {
    iterations,
    async fits(content, password) {
      const octets = password === null ? Buffer.alloc(0) : passwordOctets(password);
      const key = await pkcs12Key({
        ...{ hashName, password: octets, salt, iterations, purpose: 'mac', length: expected.length },
      });
      return same(hashName, key, content, expected);
    },
  };
}

function same(hashName: string, key: Buffer, content: Buffer, expected: Buffer): boolean {
  const mac = createHmac(hashName, key).update(content).digest();
  return mac.length === expected.length && timingSafeEqual(mac, expected);
}

/** SafeContents; bags of keys and secrets are passed over. */
function entriesOf(contents: Structure, depth: number): KeystoreEntry[] {
  return contents.children().flatMap((bag): KeystoreEntry[] => {
    const [type, wrapper, attributes] = bag.children();
    const value = wrapper?.children()[0];
    const oid = type?.oid();
    if (value === undefined) return [];
    if (oid === safeContentsBag) return depth < deepest ? entriesOf(value, depth + 1) : [];
    if (oid !== certBag) return [];
    const [kind, certificate] = value.children();
    const octets = certificate?.children()[0]?.octets();
    if (kind?.oid() !== x509Certificate || octets === undefined) return [];
    return [{ der: octets, alias: aliasOf(attributes) }];
  });
}

function aliasOf(attributes: Structure | undefined): string | undefined {
  for (const attribute of attributes?.children() ?? []) {
    const [name, values] = attribute.children();
    const octets = name?.oid() === friendlyName ? values?.children()[0]?.octets() : undefined;
    if (octets !== undefined && octets.length % 2 === 0) return octets.swap16().toString('utf16le').slice(0, 200);
  }
  return undefined;
}
