import type { Socket } from 'node:net';

/** Protocols that begin in the open and go over to TLS when they are asked to. */
export type StartTls = 'smtp' | 'imap' | 'pop3' | 'ldap' | 'ftp' | 'xmpp' | 'postgresql' | 'mysql';

/** The server does not go over to TLS. `code` is stable. */
export class NoStartTls extends Error {
  override readonly name = 'NoStartTls';
  constructor(
    readonly code: 'starttls_refused' | 'server_refuses',
    message: string,
  ) {
    super(message);
  }
}

/** Nothing that a server says before TLS is longer. */
const mostBytes = 64 * 1024;

/** Asks the server to go over to TLS; the socket is then where the handshake begins. Rejects with `NoStartTls`. */
export async function askForTls(socket: Socket, protocol: StartTls, domain: string): Promise<void> {
  const reader = createReader(socket);
  try {
    await dialogues[protocol]({ ...reader, send: (data) => void socket.write(data), domain });
  } finally {
    reader.close();
  }
}

interface Talk {
  /** Waits until what has come satisfies the test, which gives how many bytes of it are used up. */
  until(test: (bytes: Buffer) => number | undefined): Promise<Buffer>;
  send(data: string | Uint8Array): void;
  readonly domain: string;
}

function createReader(socket: Socket) {
  let bytes = Buffer.alloc(0);
  let wake: (() => void) | undefined;
  let fault: Error | undefined;
  const onData = (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length > mostBytes) fault = new NoStartTls('starttls_refused', 'The server talks on and on.');
    wake?.();
  };
  const onEnd = (error?: unknown) => {
    fault ??= error instanceof Error ? error : new NoStartTls('starttls_refused', 'The server hung up.');
    wake?.();
  };
  socket.on('data', onData).on('error', onEnd).on('close', onEnd);
  return {
    async until(test: (all: Buffer) => number | undefined): Promise<Buffer> {
      for (;;) {
        const used = test(bytes);
        if (used !== undefined) {
          const taken = bytes.subarray(0, used);
          bytes = bytes.subarray(used);
          return taken;
        }
        if (fault !== undefined) throw fault;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    close(): void {
      socket.off('data', onData).off('error', onEnd).off('close', onEnd);
      socket.pause();
      if (bytes.length > 0) socket.unshift(bytes);
    },
  };
}

/** The end of the first line that the pattern finds; lines before it are used up with it. */
const line = (pattern: RegExp) => (bytes: Buffer) => {
  const found = pattern.exec(bytes.toString('latin1'));
  return found === null ? undefined : found.index + found[0].length;
};

async function expectLine(talk: Talk, pattern: RegExp, good: RegExp): Promise<void> {
  const text = (await talk.until(line(pattern))).toString('latin1');
  const [last = ''] = pattern.exec(text) ?? [];
  if (!good.test(last)) throw new NoStartTls('starttls_refused', 'The server does not offer TLS on this port.');
}

const reply = /^\d{3} [^\r\n]*\r?\n/m;
const xmppTls = 'urn:ietf:params:xml:ns:xmpp-tls';
/** ExtendedRequest of 1.3.6.1.4.1.1466.20037 (RFC 4511, section 4.14). */
const ldapRequest = Buffer.from('301d02010177188016312e332e362e312e342e312e313436362e3230303337', 'hex');

const dialogues: Readonly<Record<StartTls, (talk: Talk) => Promise<void>>> = {
  async smtp(talk) {
    await expectLine(talk, reply, /^220/);
    talk.send('EHLO certloom.invalid\r\n');
    await expectLine(talk, reply, /^250/);
    talk.send('STARTTLS\r\n');
    await expectLine(talk, reply, /^220/);
  },
  async ftp(talk) {
    await expectLine(talk, reply, /^220/);
    talk.send('AUTH TLS\r\n');
    await expectLine(talk, reply, /^234/);
  },
  async pop3(talk) {
    await expectLine(talk, /^[+-][^\r\n]*\r?\n/m, /^\+OK/);
    talk.send('STLS\r\n');
    await expectLine(talk, /^[+-][^\r\n]*\r?\n/m, /^\+OK/);
  },
  async imap(talk) {
    await expectLine(talk, /^\* [^\r\n]*\r?\n/m, /^\* (OK|PREAUTH)/i);
    talk.send('a1 STARTTLS\r\n');
    // Untagged lines may come first.
    await expectLine(talk, /^a1 [^\r\n]*\r?\n/m, /^a1 OK/i);
  },
  async xmpp(talk) {
    const to = talk.domain.replace(/[^\w.:-]/g, '');
    talk.send(
      `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='${to}' version='1.0'>`,
    );
    const features = (await talk.until(line(/<\/stream:features>|<stream:error|<\/stream:stream>/))).toString('latin1');
    if (!features.includes(xmppTls))
      throw new NoStartTls('starttls_refused', 'The server does not offer TLS on this port.');
    talk.send(`<starttls xmlns='${xmppTls}'/>`);
    const answer = (await talk.until(line(/<proceed[^>]*>|<failure[^>]*>/))).toString('latin1');
    if (!answer.includes('<proceed')) throw new NoStartTls('starttls_refused', 'The server does not go over to TLS.');
  },
  async ldap(talk) {
    talk.send(ldapRequest);
    const answer = await talk.until((bytes) =>
      bytes.length >= 2 && bytes[1]! < 0x80 && bytes.length >= bytes[1]! + 2 ? bytes[1]! + 2 : undefined,
    );
    // resultCode success, ENUMERATED 0.
    if (!answer.includes(Buffer.from('0a0100', 'hex'))) {
      throw new NoStartTls('starttls_refused', 'The directory does not go over to TLS.');
    }
  },
  async postgresql(talk) {
    talk.send(Buffer.from('0000000804d2162f', 'hex'));
    const answer = await talk.until((bytes) => (bytes.length > 0 ? 1 : undefined));
    if (answer.toString('latin1') !== 'S') throw new NoStartTls('starttls_refused', 'The database does not offer TLS.');
  },
  async mysql(talk) {
    const packet = await talk.until((bytes) => {
      const size = bytes.length < 4 ? undefined : bytes.readUIntLE(0, 3) + 4;
      return size === undefined || bytes.length < size ? undefined : size;
    });
    // Blocked host, or too many connections: what it says is the server's own business.
    if (packet[4] === 0xff) throw new NoStartTls('server_refuses', 'The database server refuses this machine.');
    const version = packet.indexOf(0, 5);
    const capabilities = packet.readUInt16LE(version + 1 + 4 + 8 + 1);
    if ((capabilities & 0x0800) === 0) throw new NoStartTls('starttls_refused', 'The database does not offer TLS.');
    const request = Buffer.alloc(36);
    request.writeUIntLE(32, 0, 3);
    request[3] = 1;
    // CLIENT_SSL, CLIENT_PROTOCOL_41, CLIENT_SECURE_CONNECTION; 16 MiB packets; utf8mb4.
    request.writeUInt32LE(0x8a00, 4);
    request.writeUInt32LE(0x0100_0000, 8);
    request[12] = 45;
    talk.send(request);
  },
};
