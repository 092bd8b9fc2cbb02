/** Names of files for `Content-Disposition`, whatever a certificate or a caller calls things. */

const longest = 100;
/** Names that Windows keeps for devices, with any extension. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** What no file system and no terminal should meet: separators, controls, and marks that turn text round. */
// eslint-disable-next-line no-control-regex -- control characters are what is replaced
const unfit = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff/\\:*?"<>|]+/g;
const loneSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * The headers of a download: a safe ASCII name for everybody, and the whole one for who understands it (RFC 6266,
 * RFC 8187).
 * @param name of the thing, without extension; `fallback` is used when nothing of it can be
 */
export function attachment(name: string, fallback: string, extension: string): string {
  const whole = fileName(name, fallback);
  const ascii = asciiName(whole, fallback);
  const plain = `attachment; filename="${ascii}.${extension}"`;
  return whole === ascii ? plain : `${plain}; filename*=UTF-8''${encoded(`${whole}.${extension}`)}`;
}

/** A name that any file system takes. */
export function fileName(name: string, fallback: string): string {
  const text = name.replace(loneSurrogates, '_').normalize('NFC').replaceAll('*', 'wildcard').replace(unfit, '_');
  return usable([...text].slice(0, longest).join(''), fallback);
}

/** The same in letters, digits, dots, hyphens and underscores only. */
export function asciiName(name: string, fallback: string): string {
  const plain = fileName(name, fallback)
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '');
  return usable(plain.replace(/[^A-Za-z0-9.-]+/g, '_'), fallback);
}

/** A leading dot hides a file; trailing ones and spaces are lost on Windows. */
function usable(text: string, fallback: string): string {
  const trimmed = text.replace(/^[.\s_-]+|[.\s]+$/g, '');
  if (!/[\p{L}\p{N}]/u.test(trimmed)) return fallback;
  return reserved.test(trimmed) ? `_${trimmed}` : trimmed;
}

/** attr-char of RFC 8187, section 3.2.1; everything else in percent. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
