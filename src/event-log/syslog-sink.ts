import { createSocket } from 'node:dgram';
import { connect as connectTcp, isIPv6, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { EventLogEntry } from '../domain/event-log/entry';
import { connectionFaultOf } from '../outbound/connection-fault';
import type { Authorities } from '../outbound/trust';
import { SinkFailure, type EventLogSink } from './sink';
import { defaultSyslogFormat, syslogMessage, type SyslogFormat } from './syslog-format';

/** How messages are told apart on a stream (RFC 6587): by their length before them, or by a newline behind them. */
export const syslogFramings = ['octet-counting', 'newline'] as const;

export interface SyslogTarget {
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly host: string;
  readonly port: number;
  /** Default: octet counting. Datagrams need none. */
  readonly framing?: (typeof syslogFramings)[number];
}

export interface SyslogSinkOptions extends SyslogTarget {
  readonly format?: Partial<SyslogFormat>;
  /** PEM: trust anchors in place of the runtime's, and a client certificate with its key. */
  readonly ca?: Authorities;
  readonly cert?: string;
  readonly key?: string;
  readonly timeoutMs?: number;
}

/** Bytes of a UDP datagram; longer messages are cut. */
export const udpLimit = 2_048;
const defaultPorts = { udp: 514, tcp: 601, tls: 6514 } as const;

/**
 * `udp://host[:514]`, `tcp://host[:601]` or `tls://host[:6514]`; streams may end in `?framing=newline`. Throws
 * `RangeError` for anything else.
 */
export function parseSyslogUrl(text: string): SyslogTarget {
  const url = new URL(text);
  const transport = url.protocol.slice(0, -1);
  if (transport !== 'udp' && transport !== 'tcp' && transport !== 'tls') {
    throw new RangeError('SYSLOG_URL must begin with udp://, tcp:// or tls://.');
  }
  if (url.hostname === '') throw new RangeError('SYSLOG_URL names no host.');
  const port = url.port === '' ? defaultPorts[transport] : Number(url.port);
  const target: SyslogTarget = { transport, host: url.hostname.replace(/^\[|\]$/g, ''), port };
  const asked = url.searchParams.get('framing');
  if (asked === null) return target;
  const framing = syslogFramings.find((known) => known === asked);
  if (framing === undefined || transport === 'udp') {
    throw new RangeError(
      `The framing of SYSLOG_URL must be ${syslogFramings.join(' or ')}, for tcp:// and tls:// only.`,
    );
  }
  return { ...target, framing };
}

/**
 * RFC 5424 messages: one datagram each over UDP (RFC 5426); over TCP and TLS (RFC 5425, with host name check) on one
 * connection that is opened anew when the receiver closed it, with octet counting (RFC 6587, section 3.4.1) or, for
 * receivers that know nothing else, a newline behind each (3.4.2). Entries have no newline inside, see `safeEntry`.
 */
export function createSyslogSink(options: SyslogSinkOptions): EventLogSink {
  const format = { ...defaultSyslogFormat, ...options.format };
  return options.transport === 'udp' ? datagrams(options, format) : stream(options, format);
}

function datagrams({ host, port }: SyslogSinkOptions, format: SyslogFormat): EventLogSink {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  // Errors of a send reach its callback; the rest (an ICMP answer) must not end the process.
  socket.on('error', () => undefined);
  socket.unref();
  return {
    name: 'syslog',
    write: (entry) =>
      new Promise((resolve, reject) => {
        socket.send(syslogMessage(entry, format, udpLimit), port, host, (error) => {
          if (error === null) resolve();
          else reject(new SinkFailure('sink_unavailable'));
        });
      }),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function stream(options: SyslogSinkOptions, format: SyslogFormat): EventLogSink {
  const timeoutMs = options.timeoutMs ?? 10_000;
  let connection: Promise<Socket> | undefined;

  function connected(): Promise<Socket> {
    connection ??= connectTo(options, timeoutMs, () => {
      connection = undefined;
    });
    return connection;
  }

  async function write(entry: EventLogEntry): Promise<void> {
    const message = syslogMessage(entry, format);
    const frame = framed(message, options.framing);
    const socket = await connected();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        socket.destroy();
        reject(new SinkFailure('timeout'));
      }, timeoutMs);
      socket.write(frame, (error) => {
        clearTimeout(timer);
        if (error == null) resolve();
        else reject(new SinkFailure('sink_unavailable'));
      });
    });
  }

  return {
    name: 'syslog',
    write,
    async close() {
      const socket = await connection?.catch(() => undefined);
      await new Promise<void>((resolve) =>
        socket === undefined || socket.destroyed ? resolve() : socket.end(() => resolve()),
      );
      socket?.destroy();
    },
  };
}

function framed(message: Buffer, framing: SyslogTarget['framing']): Buffer {
  if (framing !== 'newline') return Buffer.concat([Buffer.from(`${message.length} `, 'ascii'), message]);
  // Whatever came here unescaped: a newline inside would be read as two messages. UTF-8 has the byte nowhere else.
  return Buffer.concat([message.map((byte) => (byte === 0x0a ? 0x20 : byte)), Buffer.from('\n', 'ascii')]);
}

function connectTo(options: SyslogSinkOptions, timeoutMs: number, gone: () => void): Promise<Socket> {
  const { host, port, transport, cert, key } = options;
  const ca = options.ca === undefined || typeof options.ca === 'string' ? options.ca : [...options.ca];
  return new Promise((resolve, reject) => {
    const ready = transport === 'tls' ? 'secureConnect' : 'connect';
    const socket =
      transport === 'tls'
        ? connectTls({
            host,
            port,
            ca,
            cert,
            key,
            minVersion: 'TLSv1.2',
            ...(isLiteral(host) ? {} : { servername: host }),
          })
        : connectTcp({ host, port });
    const timer = setTimeout(
      () => socket.destroy(new SinkFailure('timeout', `${host}:${port} did not answer in time`)),
      timeoutMs,
    );
    socket.setKeepAlive(true, 30_000);
    socket.once(ready, () => {
      clearTimeout(timer);
      socket.unref();
      resolve(socket);
    });
    // A receiver that closes its side will not read what we send afterwards.
    socket.once('end', () => socket.destroy());
    socket.on('data', () => undefined);
    socket.on('error', (error) => {
      const reason = `${host}:${port} ${connectionFaultOf(error).reason}`;
      reject(error instanceof SinkFailure ? error : new SinkFailure('sink_unavailable', reason));
    });
    socket.once('close', () => {
      clearTimeout(timer);
      gone();
      reject(new SinkFailure('sink_unavailable', `${host}:${port} closed the connection`));
    });
  });
}

function isLiteral(host: string): boolean {
  return isIPv6(host) || /^\d+(?:\.\d+){3}$/.test(host);
}
