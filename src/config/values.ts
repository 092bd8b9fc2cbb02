/** Readers of the texts of environment variables. Messages say what was expected and never repeat the value. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import path from 'node:path';
import * as ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { parseContextKey, type WrittenContextKey } from '../domain/secrets/context-key';
import { exampleValueFault, hasExamplePassword, isExampleValue } from './example-values';

const hostName =
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?$/;

/** True for an IP address in its usual notation and for a DNS name; `1.2.3` and `010.0.0.1` are neither. */
export function isHost(text: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return true;
  if (ipaddr.IPv6.isValid(text)) return true;
  return hostName.test(text) && !/^[0-9.]+$/.test(text);
}

function isNetwork(text: string): boolean {
  const [address, bits, ...rest] = text.split('/');
  if (address === undefined || rest.length > 0 || !/^\d{1,3}$/.test(bits ?? '')) return false;
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return Number(bits) <= 32;
  return ipaddr.IPv6.isValid(address) && Number(bits) <= 128;
}

export const host = z.string().refine(isHost, 'expected an IP address or a host name');

/** 0..65535; what 0 means is said by the setting. */
export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'expected a whole number from 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'expected a whole number from 0 to 65535');

export const count = z
  .string()
  .regex(/^\d{1,7}$/, 'expected a whole number from 0 to 9999999')
  .transform(Number);

/** RFC 5424, section 6.2.1. */
export const facility = z
  .string()
  .regex(/^(\d|1\d|2[0-3])$/, 'expected a whole number from 0 to 23')
  .transform(Number);

/** Private enterprise number (RFC 5424, section 7.2.2). */
export const enterpriseNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'expected a private enterprise number, such as 32473')
  .transform(Number);

/** A whole number between two bounds, both allowed. */
export const countFrom = (least: number, most: number) =>
  count.refine((number) => number >= least && number <= most, `expected a whole number from ${least} to ${most}`);

export const days = z
  .string()
  .regex(/^\d{1,4}$/, 'expected a whole number from 0 to 9999')
  .transform(Number);

export const onOff = z.enum(['on', 'off'], 'expected on or off').transform((text) => text === 'on');

/** Absolute path; relative ones start at the working folder of the process. */
export const folder = z.string().transform((text) => path.resolve(text));

/** `host:port`, with an IPv6 host in brackets. */
export const hostAndPort = z.string().refine((text) => {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]/@\s]+)):(\d{1,5})$/.exec(text) ?? [];
  const name = bracketed ?? plain;
  if (name === undefined || digits === undefined || Number(digits) < 1 || Number(digits) > 65_535) return false;
  return bracketed === undefined ? isHost(name) : ipaddr.IPv6.isValid(name);
}, 'expected host:port');

export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected 1 to 64 letters, digits, dots, dashes or underscores');

/** Visible ASCII without blanks, at least `least` characters and no example's: not to be guessed. */
export function secret(least: number) {
  return retiredSecret(least).refine((text) => !isExampleValue(text), exampleValueFault);
}

/** A secret that only opens what was sealed under it; one that was an example's has to be named to be left behind. */
function retiredSecret(least: number) {
  return z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'expected visible ASCII characters without blanks')
    .min(least, `expected at least ${least} characters`)
    .max(1024, 'expected at most 1024 characters');
}

/** A comma list of secrets that are used no more, which then hold no comma. */
export function retiredSecrets(least: number) {
  return z
    .string()
    .transform((text) => (text === '' ? [] : text.split(',').map((one) => one.trim())))
    .pipe(z.array(retiredSecret(least)));
}

/** A comma list of keys of 32 bytes in base64 or base64url, padded or not. */
export const keysOf32Bytes = z
  .string()
  .transform((text) => (text === '' ? [] : text.split(',').map((one) => one.trim())))
  .pipe(
    z.array(
      z.string().regex(/^[A-Za-z0-9+/_-]{43}=?$/, 'expected 32 bytes in base64, as certloom payload-key gives them'),
    ),
  )
  .transform((keys) => keys.map((key) => Buffer.from(key, 'base64')));

/** Keys of security contexts, separated by commas, blanks or lines; lines that begin with `#` are left out. */
export function contextKeys(kind: WrittenContextKey['kind']) {
  return z
    .string()
    .transform((text) =>
      text
        .replace(/^\s*#.*$/gm, '')
        .split(/[\s,]+/)
        .filter((one) => one !== ''),
    )
    .pipe(
      z.array(
        z
          .string()
          .refine(
            (text) => parseContextKey(text)?.kind === kind,
            `expected ${kind} keys as certloom context-key makes them`,
          ),
      ),
    )
    .refine(
      (texts) =>
        kind === 'private' || new Set(texts.map((text) => parseContextKey(text)?.context)).size === texts.length,
      'expected one public key for each context',
    );
}

/** A URL of one of the schemes, with a host; an optional path `/` at the end is dropped. */
export function url(...schemes: readonly string[]) {
  const expected = `expected a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  return z
    .string()
    .refine((text) => {
      if (!URL.canParse(text)) return false;
      const { hostname, protocol } = new URL(text);
      return hostname !== '' && schemes.includes(protocol.slice(0, -1));
    }, expected)
    .refine((text) => !hasExamplePassword(text), exampleValueFault)
    .transform((text) => text.replace(/\/+$/, ''));
}

/**
 * A URL of one of the schemes whose query has only these parameters with these values: a misspelt one would go unseen.
 * @param parameters by name; those of a single scheme stand under `scheme name`
 */
export function urlWith(parameters: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>) {
  return url(...Object.keys(parameters)).superRefine((text, context) => {
    if (!URL.canParse(text)) return;
    const { protocol, searchParams } = new URL(text);
    const known = parameters[protocol.slice(0, -1)] ?? {};
    for (const [name, value] of searchParams) {
      const values = Object.hasOwn(known, name) ? known[name] : undefined;
      const names = Object.keys(known).join(', ');
      if (values?.includes(value) === true) continue;
      const message =
        values === undefined
          ? `expected no parameter in the query${names === '' ? '' : ` but ${names}`}`
          : `expected ${name}=${values.join(` or ${name}=`)}`;
      context.addIssue({ code: 'custom', message });
    }
  });
}

/** PEM certificates, one or more. */
export const certificates = z
  .string()
  .max(2_000_000, 'expected at most 2000000 characters')
  .refine(areCertificates, 'expected one or more certificates in PEM');

function areCertificates(text: string): boolean {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.length > 0 && blocks.every((block) => new X509Certificate(block).raw.length > 0);
  } catch {
    return false;
  }
}

/** A DNS name, or an address literal in brackets (RFC 5321, section 4.1.3). */
export const ehloName = z
  .string()
  .refine(
    (text) => (isHost(text) && !ipaddr.isValid(text)) || /^\[(?:IPv6:)?[0-9A-Fa-f:.]+\]$/.test(text),
    'expected a DNS name, or an address in brackets',
  );

const mongo = /^(mongodb(?:\+srv)?:\/\/)((?:[^@/?]*@)?[^@/?\s]+)(?:\/([^?/\s]*))?(\?\S*)?$/;

/** A MongoDB connection string; the database `certloom` is put in where it names none. */
export const mongodbUri = z
  .string()
  .regex(mongo, 'expected a MongoDB connection string that starts with mongodb:// or mongodb+srv://')
  .refine((text) => !hasExamplePassword(text), exampleValueFault)
  .transform((text) => {
    const [, scheme = '', hosts = '', database = '', query = ''] = mongo.exec(text) ?? [];
    return `${scheme}${hosts}/${database === '' ? 'certloom' : database}${query}`;
  });

/** `local@domain` or `Name <local@domain>`, no line breaks. */
export const mailbox = z
  .string()
  .regex(
    /^(?:[^<>\r\n"@,;:]{1,100} <[^<>\s"@,;:]{1,64}@[A-Za-z0-9.-]{1,253}>|[^<>\s"@,;:]{1,64}@[A-Za-z0-9.-]{1,253})$/,
    'expected an address, or a name with an address in angle brackets',
  );

function list<T extends string>(accepts: (item: string) => item is T, expected: string) {
  return z.string().transform((text, context): readonly T[] => {
    const items = text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    const wrong = items.findIndex((item) => !accepts(item));
    if (wrong !== -1) context.addIssue({ code: 'custom', message: `expected ${expected}; item ${wrong + 1} is not` });
    return [...new Set(items.filter(accepts))];
  });
}

/** Comma-separated words out of a closed list; none is a list too. */
export function choicesOrNone<T extends string>(known: readonly T[]) {
  const isKnown = (item: string): item is T => (known as readonly string[]).includes(item);
  return list(isKnown, `a comma-separated list of ${known.join(', ')}`);
}

/** Comma-separated words out of a closed list, at least one. */
export function choices<T extends string>(known: readonly T[]) {
  return choicesOrNone(known).refine((items) => items.length > 0, `expected at least one of ${known.join(', ')}`);
}

/** Comma-separated folders, absolute. */
export const folders = list(
  (item): item is string => path.isAbsolute(item),
  'a comma-separated list of absolute paths',
);

/** Comma-separated web origins (RFC 6454), compared exactly: no wildcard, no path. */
export const origins = list(
  (item): item is string => /^https?:\/\//.test(item) && URL.canParse(item) && new URL(item).origin === item,
  'a comma-separated list of origins such as https://example.org',
);

/** Comma-separated networks (CIDR), IP addresses and host names. */
export const destinations = list(
  (item): item is string => isNetwork(item) || isHost(item),
  'a comma-separated list of networks (10.0.0.0/8), addresses and host names',
);

/** Comma-separated networks (CIDR) and IP addresses. */
export const networks = list(
  (item): item is string => isNetwork(item) || ipaddr.isValid(item),
  'a comma-separated list of networks (10.0.0.0/8) and addresses',
);

/** Hosts in the form of `NO_PROXY`: `*`, names with or without a dot before them, addresses, networks. */
export const proxyExceptions = list(
  (item): item is string => item === '*' || isNetwork(item) || isHost(item.replace(/^\*?\./, '')),
  'a comma-separated list of host names, addresses and networks',
);

const expectedCommand = 'expected a command, or a JSON list of a program and its arguments';

/** A program with arguments: words with spaces between them, or a JSON list where a word has spaces itself. */
export const command = z.string().transform((text, context): readonly string[] => {
  const words = text.trimStart().startsWith('[') ? wordsIn(text) : text.trim().split(/\s+/);
  if (words === null) context.addIssue({ code: 'custom', message: expectedCommand });
  return words ?? [];
});

/** Null for anything but a list of texts, none of them empty. */
function wordsIn(text: string): readonly string[] | null {
  try {
    const { data } = z.array(z.string().min(1)).min(1).safeParse(JSON.parse(text));
    return data ?? null;
  } catch {
    return null;
  }
}

/** An OS user by name, or user and group by number. */
export const osAccount = z
  .string()
  .regex(/^(?:[A-Za-z_][A-Za-z0-9_.-]{0,31}\$?|\d{1,10}:\d{1,10})$/, "expected a user's name, or uid:gid in numbers");

/** A DNS name with at least one dot. */
export const domain = z
  .string()
  .refine((text) => isHost(text) && /[A-Za-z]/.test(text) && text.includes('.'), 'expected a domain name')
  .transform((text) => text.toLowerCase().replace(/\.$/, ''));

/** One or more labels of a DNS name (RFC 6376, section 3.1). */
export const selector = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/,
    'expected letters, digits, dashes and dots',
  )
  .max(200, 'expected at most 200 characters');

/** Least bits of an RSA key that signs mail (RFC 8301, section 3.2). */
const leastRsaBits = 1024;

/** An RSA private key in PEM without a passphrase. */
export const rsaPrivateKey = z
  .string()
  .max(20_000, 'expected at most 20000 characters')
  .refine(isRsaPrivateKey, `expected an RSA private key of at least ${leastRsaBits} bits in PEM, without a passphrase`);

/** A private key of any kind. */
export const privateKey = z
  .string()
  .max(20_000, 'expected at most 20000 characters')
  .refine(isPrivateKey, 'expected a private key in PEM, without a passphrase');

function isPrivateKey(text: string): boolean {
  try {
    return createPrivateKey({ key: text, format: 'pem' }).type === 'private';
  } catch {
    return false;
  }
}

function isRsaPrivateKey(text: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey({ key: text, format: 'pem' });
    return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= leastRsaBits;
  } catch {
    return false;
  }
}
