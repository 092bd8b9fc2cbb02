import { connect, isIP } from 'node:net';
import { connectionFaultOf } from './connection-fault';
import { OutboundRefused, type OutboundGuard } from './outbound-guard';

export interface DnsExchangeOptions {
  readonly guard: OutboundGuard;
  /** Whole exchange. */
  readonly totalMs: number;
}

export type DnsExchange = (host: string, port: number, message: Buffer) => Promise<Buffer>;

/**
 * One message to a name server and its answer, over TCP (RFC 7766), to addresses that the guard allows. Throws
 * `OutboundRefused`, or an error in words.
 */
export function createDnsExchange({ guard, totalMs }: DnsExchangeOptions): DnsExchange {
  return (host, port, message) =>
    new Promise((resolve, reject) => {
      // A literal address never reaches the lookup.
      if (isIP(host) !== 0 && !guard.allows(host, host)) {
        return reject(new OutboundRefused('address_not_allowed', `The address ${host} is not on the allow-list.`));
      }
      const socket = connect({ host, port, lookup: guard.lookup });
      const late = Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
      const timer = setTimeout(() => socket.destroy(late), totalMs);
      let received = Buffer.alloc(0);
      socket.on('connect', () => {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(message.length);
        socket.write(Buffer.concat([length, message]));
      });
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
        resolve(received.subarray(2, 2 + received.readUInt16BE(0)));
        socket.destroy();
      });
      socket.on('error', (error) => reject(faultOf(error, host)));
      socket.on('close', () => {
        clearTimeout(timer);
        reject(new Error(`The name server ${host} closed the connection without an answer.`));
      });
    });
}

function faultOf(error: Error, host: string): Error {
  if (error instanceof OutboundRefused) return error;
  return new Error(`The name server ${host} ${connectionFaultOf(error).reason}.`);
}
