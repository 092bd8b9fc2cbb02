import { domainToASCII } from 'node:url';
import { createTransport, type Transporter } from 'nodemailer';
import type SMTPPool from 'nodemailer/lib/smtp-pool';
import { visibleText } from '../../domain/notifications/visible-text';
import { connectionFaultOf } from '../../outbound/connection-fault';
import { trustIn, type Authorities } from '../../outbound/trust';
import { temporary, type SendResult } from '../send-result';
import { headerPhrase, headerText, isPlain } from './header-text';
import { parseSmtpUrl, transportOptions, type Security } from './smtp-address';
import { isWithoutStarttls, resultOfSmtpError } from './smtp-fault';

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
  readonly attachments?: readonly MailAttachment[];
}

export interface MailAttachment {
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly content: Buffer;
}

export interface Mailer {
  send(mail: Mail, signal: AbortSignal): Promise<SendResult>;
  /** Connects and signs in as for a message, and sends none; what came of it says how a message would fare. */
  check(signal: AbortSignal): Promise<SendResult>;
  /** Ends the pool; messages on their way get an error. */
  close(): void;
}

export interface MailerOptions {
  /** See `parseSmtpUrl`. Undefined: every attempt fails for the time being with `smtp_not_configured`. */
  readonly url: string | undefined;
  /** In place of the runtime's trust anchors. */
  readonly ca?: Authorities;
  /** What we call ourselves in EHLO. */
  readonly name?: string;
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
/** How long a server is remembered to give no better security than it did. */
const rememberedMs = 10 * 60_000;

/** A pool of SMTP connections that sends text, never files or addresses fetched on the way. */
export function createMailer(options: MailerOptions): Mailer {
  if (options.url === undefined) {
    const missing = temporary('smtp_not_configured', 'No mail server is configured (SMTP_URL).');
    return { send: async () => missing, check: async () => missing, close: () => undefined };
  }
  const { ca, name, timeouts = defaultTimeouts, maxConnections = 5, dkim } = options;
  const trust = ca === undefined ? undefined : trustIn(ca);
  const address = parseSmtpUrl(options.url);
  const server = `${address.host}:${address.port}`;
  const transports = new Map<Security, Transporter<SMTPPool.SentMessageInfo>>();
  let found: { readonly security: Security; readonly why: string; readonly until: number } | undefined;

  function transportOf(security: Security): Transporter<SMTPPool.SentMessageInfo> {
    const known = transports.get(security);
    if (known !== undefined) return known;
    const made = createTransport({
      ...transportOptions(address, security, { trust, name, maxConnections, timeouts }),
      ...(dkim === undefined
        ? {}
        : { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey } }),
    });
    encodeNames(made);
    transports.set(security, made);
    return made;
  }

  /** One try at the best security that the server is known to give, and further ones while it gives less. */
  async function attempt(use: (transport: Transporter<SMTPPool.SentMessageInfo>) => Promise<unknown>) {
    const remembered = found !== undefined && found.until > Date.now() ? found : undefined;
    let security = remembered?.security ?? address.securities[0]!;
    let why = remembered?.why ?? '';
    for (;;) {
      try {
        await use(transportOf(security));
        if (why !== '' && remembered === undefined) found = { security, why, until: Date.now() + rememberedMs };
        return noteOf(security, why);
      } catch (error) {
        const lower = lowerThan(security, error).find((next) => address.securities.includes(next));
        if (lower === undefined) throw error;
        why = lower === 'plain' ? 'offers no STARTTLS' : connectionFaultOf(error).reason;
        security = lower;
      }
    }
  }

  async function within(
    signal: AbortSignal,
    use: (transport: Transporter<SMTPPool.SentMessageInfo>) => Promise<unknown>,
  ): Promise<SendResult> {
    signal.throwIfAborted();
    const timer = AbortSignal.timeout(timeouts.totalMs);
    const ended = AbortSignal.any([signal, timer]);
    try {
      const note = await Promise.race([attempt(use), rejectedOn(ended)]);
      return { kind: 'delivered', ...(note === undefined ? {} : { note: `The mail server ${server} ${note}` }) };
    } catch (error) {
      signal.throwIfAborted();
      return timer.aborted
        ? temporary('timeout', `The mail server ${server} did not take the message in time.`)
        : resultOfSmtpError(error, server);
    }
  }

  return {
    send: (mail, signal) => within(signal, (transport) => transport.sendMail(toMessage(mail))),
    check: (signal) => within(signal, (transport) => transport.verify()),
    close: () => transports.forEach((transport) => transport.close()),
  };
}

/** What may be tried where a connection of this security failed so; nothing was said of the message by then. */
function lowerThan(security: Security, error: unknown): readonly Security[] {
  if (security === 'plain') return [];
  if (isWithoutStarttls(error)) return ['plain'];
  return security === 'verified' && connectionFaultOf(error).isAboutCertificate ? ['unverified'] : [];
}

/** Follows the server's name in a sentence; undefined where nobody has to be told. */
function noteOf(security: Security, why: string): string | undefined {
  if (why === '') return undefined;
  if (security === 'unverified') return `${why}; the message went out encrypted, to whoever it is.`;
  return `${why}; the message went out without encryption.`;
}

function toMessage({ messageId, from, replyTo, to, listId, subject, text, html, attachments = [] }: Mail) {
  const prepared = { prepared: true, foldLines: true };
  return {
    messageId,
    // Objects, so that nothing in a name is read as a second address.
    from: { name: from.name, address: from.address },
    ...(replyTo === undefined ? {} : { replyTo: { name: replyTo.name, address: replyTo.address } }),
    to: { name: '', address: to },
    text,
    ...(html === null ? {} : { html }),
    ...(attachments.length === 0
      ? {}
      : {
          attachments: attachments.map(({ name, type, content }) => ({ filename: name, contentType: type, content })),
        }),
    headers: {
      // nodemailer would leave alone what looks encoded already.
      Subject: { ...prepared, value: headerText(visibleText(subject)) },
      // RFC 3834, and what Exchange looks at: no out-of-office answers to a machine.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      // Encoded already; encoding it again would hide its address part.
      ...(listId === undefined ? {} : { 'List-Id': { ...prepared, value: visibleText(listId) } }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** nodemailer quotes a name that looks like an encoded word, and readers decode it all the same. */
function encodeNames(transport: Transporter<SMTPPool.SentMessageInfo>): void {
  transport.use('stream', ({ data, message }, done) => {
    const texts: Readonly<Record<string, string | undefined>> = {
      From: mailboxText(data.from),
      'Reply-To': mailboxText(data.replyTo),
    };
    const encode = message.encodeHeaderValue.bind(message);
    message.encodeHeaderValue = (key, value) => texts[key] ?? encode(key, value);
    done();
  });
}

/** A mailbox whose name nodemailer would not encode right; undefined for all others. */
function mailboxText(mailbox: unknown): string | undefined {
  if (typeof mailbox !== 'object' || mailbox === null || !('name' in mailbox) || !('address' in mailbox))
    return undefined;
  const { name, address } = mailbox;
  if (typeof name !== 'string' || typeof address !== 'string' || isPlain(name)) return undefined;
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  return `${headerPhrase(name)} <${address.slice(0, at)}${domainToASCII(domain) || domain}>`;
}

function rejectedOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
