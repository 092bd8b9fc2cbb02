import type { EventLogEntry } from '../../domain/event-log/entry';
import type { Mail } from '../mail/mailer';
import type { SendResult } from '../send-result';
import { permanent, temporary } from '../send-result';
import { endpointGoneMessage } from './endpoint-gone';
import { scanAlarmMessage } from './scan-alarm';
import { createTellAdministrators } from './tell-administrators';

const at = new Date('2030-01-01T00:00:00Z');
const alarm = { key: 'scan_failed.1', code: 'scan_failed', text: 'It failed.', openedAt: at, overAt: null };
const scanUrl = 'https://certloom.example/scan';

function world(answer: (to: string) => SendResult = () => ({ kind: 'delivered' })) {
  const messages: { readonly key: string; readonly user: string; readonly firingId: string }[] = [];
  const entries: EventLogEntry[] = [];
  const mails: Mail[] = [];
  const tell = createTellAdministrators({
    mailbox: { put: async (message) => void messages.push(message) },
    writer: {
      write: async (entry) => {
        entries.push(entry);
        return [];
      },
      close: async () => undefined,
    },
    mailer: {
      send: async (mail) => {
        mails.push(mail);
        return answer(mail.to);
      },
    },
    from: { name: 'Certloom', address: 'certloom@certloom.example' },
    administrators: async () => [
      { uuid: 'alice', email: 'alice@x.example' },
      { uuid: 'bob', email: null },
      { uuid: 'carol', email: 'carol@x.example' },
    ],
    host: 'host',
  });
  return { tell, messages, entries, mails };
}

describe('telling administrators', () => {
  it('puts one message for each and one entry, under keys that a repeat shares', async () => {
    const { tell, messages, entries, mails } = world();
    const message = endpointGoneMessage(
      {
        profile: 'p',
        channel: 'webhook',
        disabledAt: at,
        reason: 'endpoint_gone',
        version: 1,
        target: 't',
        firingId: 'f',
        told: false,
      },
      { profileName: 'Profile', host: 'hooks.example' },
    );
    expect([await tell(message), await tell(message)]).toEqual([true, true]);
    expect(new Set(messages.map(({ key }) => key)).size).toBe(3);
    expect(messages[0]).toMatchObject({ user: 'alice', event: 'endpoint_disabled', firingId: 'f', sentAt: at });
    expect(new Set(entries.map(({ entryId }) => entryId)).size).toBe(1);
    expect(entries[0]).toMatchObject({ eventId: 4140, level: 'Warning', host: 'host', firingId: 'f' });
    expect(mails).toEqual([]);
  });

  it.each<{ name: string; answer: SendResult; mailed: readonly string[]; heard: string[]; complete: boolean }>([
    { name: 'accepted', answer: { kind: 'delivered' }, mailed: [], heard: ['alice', 'carol'], complete: true },
    { name: 'mailed before', answer: { kind: 'delivered' }, mailed: ['alice'], heard: ['carol'], complete: true },
    { name: 'refused for good', answer: permanent('x', ''), mailed: [], heard: ['alice', 'carol'], complete: true },
    { name: 'refused for now', answer: temporary('x', ''), mailed: [], heard: [], complete: false },
    {
      name: 'without a mail server',
      answer: temporary('smtp_not_configured', ''),
      mailed: [],
      heard: ['alice', 'carol'],
      complete: true,
    },
  ])('a mail that is $name', async ({ answer, mailed, heard, complete }) => {
    const { tell, mails } = world(() => answer);
    const seen: string[] = [];
    const onMailed = async (user: string) => void seen.push(user);
    expect(await tell(scanAlarmMessage(alarm, scanUrl), { mailed, onMailed })).toBe(complete);
    expect(seen).toEqual(heard);
    expect(mails.map(({ to }) => to)).not.toContain(null);
  });
});

describe('the words about the scan', () => {
  it('say that it began', () =>
    expect(scanAlarmMessage(alarm, scanUrl)).toMatchObject({
      key: 'expiration_scan_alarm/scan_failed.1/opened',
      level: 'Warning',
      subject: 'The scan for expiring certificates failed',
      logged: 'It failed.',
      detail: `It failed.\n\n${scanUrl}\n`,
    }));

  it('say that it is over, under a key of its own', () => {
    const over = scanAlarmMessage({ ...alarm, overAt: new Date('2030-01-01T01:00:00Z') }, scanUrl);
    expect(over).toMatchObject({ key: 'expiration_scan_alarm/scan_failed.1/over', level: 'Information' });
    expect(over.subject).toBe('Recovered: the scan for expiring certificates failed');
    expect(over.logged).toContain('2030-01-01 01:00:00 UTC');
  });

  it('stay on one line, whatever a person wrote', () =>
    expect(scanAlarmMessage({ ...alarm, text: 'a\r\nBcc: x' }, scanUrl).logged).not.toContain('\n'));
});
