import type { Fault } from '../problem';

export interface SubjectPart {
  readonly type: string;
  readonly value: string;
}

const types: Readonly<Record<string, string>> = {
  ...{ cn: 'CN', o: 'O', ou: 'OU', l: 'L', st: 'ST', s: 'ST', c: 'C', dc: 'DC', uid: 'UID', street: 'STREET' },
  ...{ e: 'emailAddress', email: 'emailAddress', emailaddress: 'emailAddress', serialnumber: 'serialNumber' },
  ...{ sn: 'sn', g: 'givenName', gn: 'givenName', givenname: 'givenName', t: 'title', title: 'title' },
};

/**
 * A subject as one text, `CN=www.example.com,O="Example, Inc.",C=US`, the most specific part first, as RFC 4514 and the
 * origin write it; as a list with the least specific first. Commas and semicolons part, backslashes and quotes protect.
 * A fault points at `/Subject`; parts joined by `+` are refused.
 */
export function readSubject(text: string): { readonly parts: readonly SubjectPart[] } | { readonly fault: Fault } {
  const refuse = (detail: string) => ({ fault: { pointer: '/Subject', code: 'wrong_format', detail } });
  const parts: SubjectPart[] = [];
  for (const piece of piecesOf(text)) {
    const [, type, raw] = /^\s*([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)\s*=(.*)$/s.exec(piece) ?? [];
    if (type === undefined) return refuse('parts such as CN=www.example.com with commas between them are expected');
    const value = valueOf(raw!);
    if (value === undefined) return refuse('a part is neither quoted nor protected as RFC 4514 says');
    // Left empty by forms that have a field for each part.
    if (value !== '') parts.push({ type: types[type.toLowerCase()] ?? type, value });
  }
  return { parts: parts.reverse() };
}

/** Cut at commas and semicolons that are neither quoted nor protected. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const one = text[at]!;
    if (one === '\\') {
      piece += text.slice(at, at + 2);
      at += 1;
    } else if (!isQuoted && (one === ',' || one === ';')) {
      pieces.push(piece);
      piece = '';
    } else {
      if (one === '"') isQuoted = !isQuoted;
      piece += one;
    }
  }
  return [...pieces, piece].filter((one) => one.trim() !== '');
}

/** Without quotes and backslashes; undefined where it is not as it must be, or is several parts in one. */
function valueOf(raw: string): string | undefined {
  const text = raw.trim();
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(text);
  if (quoted !== null) return quoted[1]!.replace(/\\(.)/gs, '$1');
  if (/(?:^|[^\\])"/.test(text) || /(?:^|[^\\])\+\s*[A-Za-z][A-Za-z0-9]*=/.test(text)) return undefined;
  return text.replace(/((?:\\[0-9A-Fa-f]{2})+)|\\(.)/gs, (all, hex: string | undefined, one: string | undefined) =>
    hex === undefined ? one! : (utf8Of(hex.replaceAll('\\', '%')) ?? all),
  );
}

/** Octets written as `%C3%A4`; undefined where they are no UTF-8. */
function utf8Of(octets: string): string | undefined {
  try {
    return decodeURIComponent(octets);
  } catch {
    return undefined;
  }
}

const kinds: Readonly<Record<string, string>> = {
  ...{ dns: 'dNSName', dnsname: 'dNSName', ip: 'iPAddress', ip4: 'iPAddress', ip6: 'iPAddress' },
  ...{ ipaddress: 'iPAddress', rfc822: 'rfc822Name', mail: 'rfc822Name', email: 'rfc822Name' },
  ...{ uri: 'uniformResourceIdentifier', url: 'uniformResourceIdentifier' },
};

/** Alternative names as the origin sends them, `{dns: […], ip4: […]}`, with their kinds. Faults point into `SANs`. */
export function readNames(given: Readonly<Record<string, readonly string[] | null>>): {
  readonly names: readonly string[];
  readonly faults: readonly Fault[];
} {
  const faults: Fault[] = [];
  const names = Object.entries(given).flatMap(([member, values]) => {
    const kind = kinds[member.toLowerCase()];
    const filled = (values ?? []).filter((value) => value.trim() !== '');
    if (kind !== undefined) return filled.map((value) => `${kind}:${value.trim()}`);
    if (filled.length > 0) {
      const detail = 'certificates are asked for with names of the kinds dns, ip4, ip6, rfc822 and uri here';
      faults.push({ pointer: `/SANs/${member.slice(0, 100)}`, code: 'unknown_field', detail });
    }
    return [];
  });
  return { names: [...new Set(names)], faults };
}
