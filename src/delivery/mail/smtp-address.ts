import type { SecureContext } from 'node:tls';
import type SMTPPool from 'nodemailer/lib/smtp-pool';

/** How sure a connection to the mail server is: its certificate is one of ours, some certificate, or no TLS at all. */
export type Security = 'verified' | 'unverified' | 'plain';

export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
  /** TLS from the start, in place of STARTTLS. */
  readonly implicitTls: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
  /** What a connection may be, the best first; the next one is tried where the server does not give the one before. */
  readonly securities: readonly Security[];
}

/** Values of `?tls=`; `required` is the older name of `verify`. */
export const tlsModes = ['verify', 'required', 'opportunistic', 'none'] as const;

const anything: Readonly<Record<string, readonly Security[]>> = {
  verify: ['verified'],
  required: ['verified'],
  opportunistic: ['verified', 'unverified', 'plain'],
  none: ['plain'],
};

/**
 * `smtp://[user:password@]host[:587]` (STARTTLS) or `smtps://…[:465]`. `?tls=verify` insists on TLS with a certificate
 * that is trusted and has the server's name; `opportunistic` takes what the server gives, which keeps listeners out and
 * not who stands in the middle; `none` never upgrades. Default: verify with a password and for smtps, else
 * opportunistic. Throws `RangeError` for a URL that cannot be used.
 */
export function parseSmtpUrl(text: string): SmtpAddress {
  const url = new URL(text);
  const implicitTls = url.protocol === 'smtps:';
  if (!implicitTls && url.protocol !== 'smtp:') throw new RangeError('SMTP_URL must begin with smtp:// or smtps://.');
  const user = decodeURIComponent(url.username);
  const mode = url.searchParams.get('tls') ?? (user === '' && !implicitTls ? 'opportunistic' : 'verify');
  const securities = Object.hasOwn(anything, mode) ? (anything[mode] ?? []) : [];
  const possible = implicitTls ? securities.filter((security) => security !== 'plain') : securities;
  if (possible.length === 0) {
    throw new RangeError(
      `The tls parameter of SMTP_URL must be one of ${tlsModes.join(', ')}; smtps cannot have none.`,
    );
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (implicitTls ? 465 : 587) : Number(url.port),
    implicitTls,
    auth: user === '' ? undefined : { user, pass: decodeURIComponent(url.password) },
    securities: possible,
  };
}

export interface TransportSettings {
  readonly trust: SecureContext | undefined;
  /** What we call ourselves in EHLO. */
  readonly name: string | undefined;
  readonly maxConnections: number;
  readonly timeouts: { readonly connectMs: number; readonly socketMs: number };
}

/** nodemailer's options for connections of exactly one security. */
export function transportOptions(address: SmtpAddress, security: Security, settings: TransportSettings) {
  const { host, port, implicitTls, auth } = address;
  const { trust, name, maxConnections, timeouts } = settings;
  return {
    pool: true,
    maxConnections,
    maxMessages: 100,
    // The ledger repeats; a pool that did so too would hide how often.
    maxRequeues: 0,
    host,
    port,
    secure: implicitTls,
    requireTLS: !implicitTls && security !== 'plain',
    ignoreTLS: security === 'plain',
    ...(auth === undefined ? {} : { auth }),
    ...(name === undefined ? {} : { name }),
    tls: {
      minVersion: 'TLSv1.2',
      rejectUnauthorized: security === 'verified',
      ...(trust === undefined ? {} : { secureContext: trust }),
    },
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.connectMs,
    dnsTimeout: timeouts.connectMs,
    socketTimeout: timeouts.socketMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as const satisfies SMTPPool.Options & { maxRequeues: number };
}
