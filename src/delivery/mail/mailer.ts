import { createTransport, type SentMessageInfo } from 'nodemailer';
import type SMTPPool from 'nodemailer/lib/smtp-pool';
import { visibleText } from '../../domain/notifications/visible-text';
import { permanent, temporary, type SendResult } from '../send-result';

export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

/** One message to one recipient. Texts of the subject and of names are one line. */
export interface Mail {
  readonly messageId: string;
  readonly from: MailAddress;
  readonly replyTo?: MailAddress;
  readonly to: string;
  /** Value of `List-Id`, ASCII on one line. */
  readonly listId?: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
}

export interface Mailer {
  send(mail: Mail, signal: AbortSignal): Promise<SendResult>;
  /** Ends the pool; messages on their way get an error. */
  close(): void;
}

export interface MailerOptions {
  /**
   * `smtp://[user:password@]host[:587]` (STARTTLS) or `smtps://…[:465]`. `?tls=required|opportunistic|none` for smtp:
   * required is the default with a password, opportunistic without; `none` never upgrades.
   * Undefined: every attempt fails for the time being with `smtp_not_configured`.
   */
  readonly url: string | undefined;
  /** PEM, in place of the runtime's trust anchors. */
  readonly ca?: string;
  /** Milliseconds: connect and greeting; silence on the socket; the whole message. */
  readonly timeouts?: { readonly connectMs: number; readonly socketMs: number; readonly totalMs: number };
  readonly maxConnections?: number;
  /** Signs every message (RFC 6376). */
  readonly dkim?: DkimKey;
}

/** A domain's signing key, whose public half stands in DNS at `<selector>._domainkey.<domain>`. */
export interface DkimKey {
  readonly domain: string;
  readonly selector: string;
  /** RSA, PEM. */
  readonly privateKey: string;
}

const defaultTimeouts = { connectMs: 10_000, socketMs: 20_000, totalMs: 30_000 };
/** Commands at which a 5xx speaks of our message or its recipient and not of the server or our credentials. */
const aboutTheMessage = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);

/** A pool of SMTP connections that sends text, never files or addresses fetched on the way. */
export function createMailer(options: MailerOptions): Mailer {
  if (options.url === undefined) {
    return {
      send: async () => temporary('smtp_not_configured', 'No mail server is configured (SMTP_URL).'),
      close: () => undefined,
    };
  }
  const timeouts = options.timeouts ?? defaultTimeouts;
  const transport = createTransport(transportOptions(options.url, options, timeouts));
  return {
    async send(mail, signal) {
      signal.throwIfAborted();
      const timer = AbortSignal.timeout(timeouts.totalMs);
      const ended = AbortSignal.any([signal, timer]);
      try {
        await Promise.race([transport.sendMail(toMessage(mail)), rejectedOn(ended)]);
        return { kind: 'delivered' };
      } catch (error) {
        signal.throwIfAborted();
        return timer.aborted ? temporary('timeout', 'The mail server did not take the message in time.') : judge(error);
      }
    },
    close: () => transport.close(),
  };
}

/** Connection and security settings out of the URL. Throws `RangeError` for one that cannot be used. */
export function transportOptions(
  text: string,
  { ca, maxConnections = 5, dkim }: Pick<MailerOptions, 'ca' | 'maxConnections' | 'dkim'>,
  timeouts: NonNullable<MailerOptions['timeouts']>,
): SMTPPool.Options {
  const url = new URL(text);
  const secure = url.protocol === 'smtps:';
  if (!secure && url.protocol !== 'smtp:') throw new RangeError('SMTP_URL must begin with smtp:// or smtps://.');
  const user = decodeURIComponent(url.username);
  const tls = url.searchParams.get('tls') ?? (user === '' ? 'opportunistic' : 'required');
  if (!['required', 'opportunistic', 'none'].includes(tls)) {
    throw new RangeError('The tls parameter of SMTP_URL must be required, opportunistic or none.');
  }
  return {
    pool: true,
    maxConnections,
    maxMessages: 100,
    // The ledger repeats; a pool that did so too would hide how often.
    maxRequeues: 0,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && tls === 'required',
    ignoreTLS: !secure && tls === 'none',
    ...(user === '' ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.connectMs,
    dnsTimeout: timeouts.connectMs,
    socketTimeout: timeouts.socketMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim === undefined
      ? {}
      : { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey } }),
  };
}

function toMessage({ messageId, from, replyTo, to, listId, subject, text, html }: Mail) {
  return {
    messageId,
    // Objects, so that nothing in a name is read as a second address.
    from: { name: from.name, address: from.address },
    ...(replyTo === undefined ? {} : { replyTo: { name: replyTo.name, address: replyTo.address } }),
    to: { name: '', address: to },
    subject: visibleText(subject),
    text,
    ...(html === null ? {} : { html }),
    headers: {
      // RFC 3834, and what Exchange looks at: no out-of-office answers to a machine.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      // Encoded already; encoding it again would hide its address part.
      ...(listId === undefined ? {} : { 'List-Id': { prepared: true, foldLines: true, value: visibleText(listId) } }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function rejectedOn(signal: AbortSignal): Promise<SentMessageInfo> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

interface SmtpError {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
}

function judge(error: unknown): SendResult {
  const { code, command, responseCode, response } = (
    typeof error === 'object' && error !== null ? error : {}
  ) as SmtpError;
  const said = typeof response === 'string' ? `: ${visibleText(response).slice(0, 300)}` : '';
  if (code === 'EAUTH') return temporary('smtp_authentication_failed', 'The mail server refused our credentials.');
  // Also when the server refused STARTTLS with a code of its own.
  if (code === 'ETLS' || code === 'EREQUIRETLS')
    return temporary('tls_failed', 'No secure connection to the mail server.');
  if (typeof responseCode === 'number' && responseCode >= 500 && aboutTheMessage.has(String(command))) {
    return permanent('smtp_refused', `The mail server refused the message with ${responseCode}${said}`);
  }
  if (typeof responseCode === 'number' && responseCode >= 400) {
    return temporary('smtp_failed', `The mail server answered ${responseCode}${said}`);
  }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    return permanent('address_invalid', 'The mail server library refused the address.');
  }
  if (code === 'ETIMEDOUT') return temporary('timeout', 'The mail server did not answer in time.');
  return temporary('connection_failed', 'The mail server could not be reached.');
}
