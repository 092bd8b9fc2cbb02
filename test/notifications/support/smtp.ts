import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  readonly to: readonly string[];
  readonly raw: string;
  /** Unfolded header lines by lower-case name. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly secure: boolean;
  readonly user: string | undefined;
}

/** What the server says to a message or recipient: a code that refuses, or silence. */
export type Refusal = { readonly code: number; readonly text: string } | 'silence';

export interface MailCatcher {
  readonly port: number;
  readonly mails: ReceivedMail[];
  /** Asked at RCPT TO; undefined accepts. */
  onRecipient: (address: string) => Refusal | undefined;
  /** Asked after DATA; undefined accepts. */
  onMessage: () => Refusal | undefined;
  /** Keeps who sends the next message waiting for the answer until the gate is opened. */
  holdFirst(): { readonly reached: Promise<void>; open(): void };
  close(): Promise<void>;
}

/** A real SMTP server on 127.0.0.1 in this process. Without options it neither offers TLS nor asks for a password. */
export async function startMailCatcher(options: SMTPServerOptions = {}): Promise<MailCatcher> {
  const mails: ReceivedMail[] = [];
  const catcher = {
    mails,
    onRecipient: (() => undefined) as MailCatcher['onRecipient'],
    onMessage: (() => undefined) as MailCatcher['onMessage'],
  };
  let held: { readonly reached: () => void; readonly opened: Promise<void> } | undefined;
  const server = new SMTPServer({
    disabledCommands: options.onAuth === undefined ? ['AUTH', 'STARTTLS'] : [],
    disableReverseLookup: true,
    logger: false,
    ...options,
    onRcptTo({ address }, _session, done) {
      answer(catcher.onRecipient(address), done);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const gate = held;
        held = undefined;
        gate?.reached();
        void (gate?.opened ?? Promise.resolve()).then(() => {
          const refusal = catcher.onMessage();
          const raw = Buffer.concat(chunks).toString('utf8');
          if (refusal === undefined) {
            mails.push({
              to: session.envelope.rcptTo.map(({ address }) => address),
              raw,
              headers: headersOf(raw),
              secure: session.secure,
              user: session.user,
            });
          }
          answer(refusal, done);
        });
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(catcher, {
    holdFirst() {
      let open = (): void => undefined;
      const opened = new Promise<void>((resolve) => (open = resolve));
      const reached = new Promise<void>((resolve) => (held = { reached: resolve, opened }));
      return { reached, open: () => open() };
    },
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  });
}

function answer(refusal: Refusal | undefined, done: (error?: Error | null) => void): void {
  if (refusal === 'silence') return;
  done(refusal === undefined ? null : Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
}

function headersOf(raw: string): Map<string, string[]> {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  const headers = new Map<string, string[]>();
  for (const line of head.split('\r\n')) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(line.indexOf(':') + 1).trim()]);
  }
  return headers;
}
