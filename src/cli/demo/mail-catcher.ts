import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A mail that arrived. */
export interface CaughtMail {
  readonly to: readonly string[];
  /** The local part of its Message-ID, which Certloom makes from the delivery's id. */
  readonly deliveryId: string;
  readonly subject: string;
  readonly file: string;
}

/** A mail server on the loopback interface that takes everything and passes nothing on. */
export interface MailCatcher {
  /** For SMTP_URL. */
  readonly url: string;
  readonly folder: string;
  mails(): readonly CaughtMail[];
  close(): Promise<void>;
}

/**
 * Starts on a free port and writes each mail into `folder` as `0001.eml`, `0002.eml` …; what an earlier demo left
 * there is removed. Rejects when the folder cannot be written.
 */
export async function startMailCatcher(folder: string): Promise<MailCatcher> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder).filter((entry) => /^\d+\.eml$/.test(entry))) rmSync(path.join(folder, name));
  const caught: CaughtMail[] = [];
  const server = new SMTPServer({
    // No certificate of its own, so it must not offer an upgrade that the sender would have to distrust.
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: 1024 * 1024,
    onData(stream, session, done) {
      buffer(stream).then(
        (content) => {
          const to = session.envelope.rcptTo.map(({ address }) => address);
          caught.push(keep(folder, caught.length + 1, to, content));
          done();
        },
        (error: unknown) => done(error instanceof Error ? error : new Error('the mail could not be kept')),
      );
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // A sender that hangs up is no reason to end the demo.
  server.on('error', () => undefined);
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    folder,
    mails: () => [...caught],
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function keep(folder: string, number: number, to: readonly string[], content: Buffer): CaughtMail {
  const file = path.join(folder, `${String(number).padStart(4, '0')}.eml`);
  writeFileSync(file, content, { mode: 0o600 });
  const headers = content.toString('utf8').split(/\r?\n\r?\n/, 1)[0] ?? '';
  const messageId = header(headers, 'Message-ID');
  return { to, deliveryId: /^<([^@>]+)@/.exec(messageId)?.[1] ?? '', subject: header(headers, 'Subject'), file };
}

/** A header's value without the line breaks of folding (RFC 5322, section 2.2.3); '' when it is absent. */
function header(headers: string, name: string): string {
  const unfolded = headers.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const line = unfolded.find((text) => text.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line?.slice(name.length + 1).trim() ?? '';
}
