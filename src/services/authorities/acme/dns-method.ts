import { createHash, randomInt } from 'node:crypto';
import type { DnsUpdateSettings } from '../../../domain/authorities/acme-settings';
import type { DnsExchange } from '../../../outbound/dns-exchange';
import { OutboundRefused } from '../../../outbound/outbound-guard';
import type { ChallengeMethod, Confirmation } from './challenges';
import { readAnswer, writeTxtQuery, writeUpdate, type DnsAnswer, type TxtRecord } from './dns-message';
import { AuthorityFault } from '../authority-fault';

export interface DnsMethodDeps {
  readonly exchange: DnsExchange;
  readonly now: () => Date;
}

/** Where records go, and the secret of the key that signs for them, in base64. */
export interface DnsTarget {
  readonly server: DnsUpdateSettings;
  readonly secret: string;
}

/** Response codes of RFC 1035, RFC 2136 and RFC 8945 in words. */
const codes: Readonly<Record<number, string>> = {
  1: 'it could not read the message',
  2: 'it failed',
  3: 'the name does not exist',
  4: 'it does not know updates',
  5: 'it refuses them',
  9: 'it is not responsible for the zone, or does not know the key',
  10: 'the name is not inside the zone',
};

/** dns-01 (RFC 8555, section 8.4) by signed updates (RFC 2136). Two names may share a record's name: none is replaced. */
export function createDnsMethod({ exchange, now }: DnsMethodDeps, target: DnsTarget | null): ChallengeMethod {
  async function ask({ server }: DnsTarget, message: (id: number) => Buffer): Promise<DnsAnswer> {
    const id = randomInt(65_536);
    const reply = await exchange(server.host, server.port, message(id)).catch((error: unknown) => {
      if (error instanceof OutboundRefused) throw new AuthorityFault(error.code, error.message, true);
      const words = error instanceof Error ? error.message : 'The name server was not reached.';
      throw new AuthorityFault('name_server_unreachable', words, false);
    });
    const answer = readAnswer(reply);
    if (answer?.id === id) return answer;
    throw new AuthorityFault('name_server_unreachable', `${server.host} answered something that is no answer.`, false);
  }

  async function update(action: 'add' | 'remove', record: TxtRecord, to: DnsTarget): Promise<void> {
    const { zone, keyName: name, host } = to.server;
    const key = { name, secret: Buffer.from(to.secret, 'base64') };
    const { code } = await ask(to, (id) => writeUpdate(action, { id, zone, record, key, at: now() }));
    if (code === 0) return;
    const why = codes[code] ?? `response code ${code}`;
    throw new AuthorityFault('dns_update_refused', `The name server ${host} took no update: ${why}.`, code !== 2);
  }

  return {
    leavesTraces: true,
    async prepare(confirmation) {
      if (target === null)
        throw new AuthorityFault('dns_update_missing', 'The authority has no name server and key for dns-01.', true);
      const record = recordOf(confirmation);
      await update('add', record, target);
      const { texts } = await ask(target, (id) => writeTxtQuery(id, record.name));
      return texts.includes(record.text);
    },

    async clear(confirmation) {
      if (target !== null) await update('remove', recordOf(confirmation), target);
    },
  };
}

function recordOf({ name, keyAuthorization }: Confirmation): TxtRecord {
  const text = createHash('sha256').update(keyAuthorization).digest('base64url');
  return { name: `_acme-challenge.${name}`, text };
}
