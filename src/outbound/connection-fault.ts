/** Why a connection did not come about or ended early. */
export interface ConnectionFault {
  readonly code: 'timeout' | 'name_not_resolved' | 'tls_failed' | 'connection_failed';
  /** What the other side does, to follow its name in a sentence, with the system's own word for it. */
  readonly reason: string;
  /** The other side speaks TLS, and only its certificate is not accepted. */
  readonly isAboutCertificate: boolean;
}

interface Rule {
  readonly codes: RegExp;
  readonly code: ConnectionFault['code'];
  readonly reason: string;
  readonly isAboutCertificate?: true;
}

const certificate = { code: 'tls_failed', isAboutCertificate: true } as const;

/** Names that Node.js, OpenSSL and undici give to what went wrong; the first rule that fits counts. */
const rules: readonly Rule[] = [
  { codes: /^ECONNREFUSED$/, code: 'connection_failed', reason: 'refuses connections' },
  {
    codes: /^(?:ENOTFOUND|EAI_|ENODATA|ESERVFAIL|EDNS$|ENODOMAIN|EREFUSED$|EBADNAME)/,
    code: 'name_not_resolved',
    reason: 'is not known: its name leads to no address',
  },
  {
    codes: /^(?:EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EHOSTDOWN)$/,
    code: 'connection_failed',
    reason: 'cannot be reached: no route leads there',
  },
  { codes: /TIMEDOUT|TIMEOUT/, code: 'timeout', reason: 'did not answer in time' },
  { codes: /^ERR_TLS_CERT_ALTNAME/, ...certificate, reason: 'shows a certificate for another name' },
  { codes: /^DEPTH_ZERO_SELF_SIGNED_CERT$/, ...certificate, reason: 'shows a self-signed certificate, not trusted' },
  {
    codes: /^(?:SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_UNTRUSTED|INVALID_CA)/,
    ...certificate,
    reason: 'shows a certificate of an authority that is not trusted',
  },
  { codes: /^CERT_HAS_EXPIRED$/, ...certificate, reason: 'shows a certificate that has expired' },
  { codes: /^CERT_NOT_YET_VALID$/, ...certificate, reason: 'shows a certificate that is not valid yet' },
  { codes: /CERT_|_CERT|SIGNED/, ...certificate, reason: 'shows a certificate that is not accepted' },
  { codes: /^ERR_(?:TLS|SSL)|^EPROTO$|^ETLS$/, code: 'tls_failed', reason: 'does not agree on a secure connection' },
  { codes: /^EPROTOCOL$/, code: 'connection_failed', reason: 'does not speak the expected protocol' },
  {
    codes: /^(?:ECONNRESET|EPIPE|ECONNABORTED|ECONNECTION|UND_ERR_SOCKET)$/,
    code: 'connection_failed',
    reason: 'closed the connection',
  },
];

/**
 * The fault behind an error of a socket, of undici or of nodemailer, which wrap the system's own in `originalCode`,
 * `cause` or `errors` (one of each address that was tried).
 */
export function connectionFaultOf(error: unknown): ConnectionFault {
  const codes = codesOf(error, 0);
  for (const { codes: pattern, code, reason, isAboutCertificate = false } of rules) {
    const found = codes.find((candidate) => pattern.test(candidate));
    if (found !== undefined) return { code, reason: `${reason} (${found})`, isAboutCertificate };
  }
  const [other] = codes;
  const reason = `could not be reached${other === undefined ? '' : ` (${other})`}`;
  return { code: 'connection_failed', reason, isAboutCertificate: false };
}

/** The innermost first: they say most. */
function codesOf(error: unknown, depth: number): string[] {
  if (typeof error !== 'object' || error === null || depth > 4) return [];
  const inner = 'errors' in error && Array.isArray(error.errors) ? (error.errors as unknown[]) : [];
  const causes = 'cause' in error ? [...inner, error.cause] : inner;
  const own = ['originalCode' in error ? error.originalCode : undefined, 'code' in error ? error.code : undefined];
  return [...causes.flatMap((cause) => codesOf(cause, depth + 1)), ...own.filter((code) => typeof code === 'string')];
}
