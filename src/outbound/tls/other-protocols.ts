import net from 'node:net';
import type { OutboundGuard } from '../outbound-guard';
import type { ScanProtocol, ScanTarget } from './targets';

export interface GreetingOptions {
  readonly guard: OutboundGuard;
  readonly signal: AbortSignal;
}

/** Servers that speak first do so at once. */
const greetingMs = 1_000;
/** Those whose clients speak first; a server of TLS answers their requests with an alert. */
const clientFirst: ReadonlySet<ScanProtocol> = new Set(['ldap', 'postgresql', 'xmpp']);

/**
 * What else may be spoken there, by the way in which the first look failed: PostgreSQL and directories break a handshake
 * off, others answer it with their greeting, and a port that is registered for a dialogue may have TLS at once.
 */
export async function otherProtocols(
  target: ScanTarget,
  kind: string,
  options: GreetingOptions,
): Promise<readonly ScanProtocol[]> {
  if (clientFirst.has(target.protocol)) return kind === 'starttls_refused' || kind === 'reset' ? ['tls'] : [];
  if (target.protocol !== 'tls') return [];
  if (kind === 'reset') return ['postgresql', 'ldap'];
  return kind === 'not_tls' ? protocolOfGreeting(await greetingOf(target, options)) : [];
}

/** By the first words of a server (RFC 5321, 959, 9051, 1939; MySQL's handshake of version 10). */
export function protocolOfGreeting(greeting: Buffer): readonly ScanProtocol[] {
  const text = greeting.toString('latin1');
  if (/^220[ -]/.test(text)) return /ftp/i.test(text) ? ['ftp'] : ['smtp'];
  if (/^\* (OK|PREAUTH)/i.test(text)) return ['imap'];
  if (text.startsWith('+OK')) return ['pop3'];
  return greeting.length > 5 && greeting[3] === 0 && greeting[4] === 10 ? ['mysql'] : [];
}

/** Empty where nothing is said. Never rejects. */
function greetingOf({ host, port }: ScanTarget, { guard, signal }: GreetingOptions): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, lookup: guard.lookup, autoSelectFamily: true });
    const nothing = () => done(Buffer.alloc(0));
    const timer = setTimeout(nothing, greetingMs);
    signal.addEventListener('abort', nothing, { once: true });
    function done(greeting: Buffer): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', nothing);
      socket.destroy();
      resolve(greeting);
    }
    socket.once('data', done).on('error', nothing).once('close', nothing);
  });
}
