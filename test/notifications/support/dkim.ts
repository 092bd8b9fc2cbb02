import { createHash, createVerify, type KeyObject } from 'node:crypto';

export interface DkimVerdict {
  readonly domain: string;
  readonly selector: string;
  /** Names of the signed header fields. */
  readonly signed: readonly string[];
  readonly bodyHash: boolean;
  readonly signature: boolean;
}

/** Checks a signature of form `rsa-sha256; relaxed/relaxed` as RFC 6376 says. Throws when there is none. */
export function verifyDkim(raw: string, publicKey: KeyObject): DkimVerdict {
  const end = raw.indexOf('\r\n\r\n');
  const fields = raw
    .slice(0, end)
    .split(/\r\n(?![ \t])/)
    .map((field) => ({ name: field.slice(0, field.indexOf(':')).trim().toLowerCase(), field }));
  const signature = fields.find(({ name }) => name === 'dkim-signature')?.field;
  if (signature === undefined) throw new Error('the message is not signed');
  const tags = tagsOf(signature);
  const tag = (name: string) => (tags.get(name) ?? '').replace(/\s/g, '');
  if (tag('a') !== 'rsa-sha256' || tag('c') !== 'relaxed/relaxed') throw new Error('another form of signature');

  // The last field of a name is signed first, section 5.4.2.
  const left = [...fields];
  const signed = tag('h').split(':');
  const lines = signed.flatMap((name) => {
    const at = left.findLastIndex((field) => field.name === name.toLowerCase());
    return at < 0 ? [] : [`${relaxedHeader(left.splice(at, 1)[0]!.field)}\r\n`];
  });
  const own = relaxedHeader(signature.replace(/(;\s*b=)[^;]*/, '$1'));
  return {
    domain: tag('d'),
    selector: tag('s'),
    signed,
    bodyHash:
      createHash('sha256')
        .update(relaxedBody(raw.slice(end + 4)))
        .digest('base64') === tag('bh'),
    signature: createVerify('RSA-SHA256')
      .update(lines.join('') + own)
      .verify(publicKey, tag('b'), 'base64'),
  };
}

function tagsOf(field: string): Map<string, string> {
  const value = field.slice(field.indexOf(':') + 1);
  return new Map(
    value.split(';').map((tag): [string, string] => {
      const equals = tag.indexOf('=');
      return [tag.slice(0, equals).trim(), tag.slice(equals + 1)];
    }),
  );
}

/** Section 3.4.2. */
function relaxedHeader(field: string): string {
  const colon = field.indexOf(':');
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${field.slice(0, colon).trim().toLowerCase()}:${value}`;
}

/** Section 3.4.4. */
function relaxedBody(body: string): string {
  const text = body
    .replace(/[ \t]+/g, ' ')
    .replace(/ (?=\r\n|$)/g, '')
    .replace(/(?:\r\n)+$/, '');
  return text === '' ? '' : `${text}\r\n`;
}
