import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { cefLine } from '../../src/event-log/cef';
import { createFileSink } from '../../src/event-log/file-sink';
import { createSyslogSink } from '../../src/event-log/syslog-sink';
import { eventCodes, events, type EventCode } from '../../src/domain/events/catalogue';
import type { NoticeContext } from '../../src/domain/notifications/notice';
import { addressing, channels, type Channel, type ChannelSettings } from '../../src/domain/notifications/profile';
import { visibleText } from '../../src/domain/notifications/visible-text';
import { parseCef } from './support/cef';
import { startHttpReceiver, type HttpReceiver } from './support/http-receiver';
import { createLedgerWorld, secret, type LedgerWorld } from './support/ledger';
import { decodedHeader, mailParts } from './support/mime';
import { parseRfc5424 } from './support/rfc5424';
import { startMailCatcher, type MailCatcher } from './support/smtp';

/** Something for every receiver's markup. */
const hostile = '<!channel> <b>x</b> ]] "q" \r\nBcc: a@b =cmd|\'x\'!A {{7*7}} [x](http://e) \\| ü';
/** How people see it: the line break is shown, not made. */
const shown = visibleText(hostile);
const placeholders = /\{\{|\}\}|\{%|%\}|undefined|\bnull\b|\[object/;

let mail: MailCatcher;
let hook: HttpReceiver;
let world: LedgerWorld;
let folder: string;
const udp: Socket[] = [];
const datagrams: { rfc5424: string[]; cef: string[] } = { rfc5424: [], cef: [] };

async function udpReceiver(into: string[]): Promise<number> {
  const socket = createSocket('udp4');
  udp.push(socket);
  socket.on('message', (message) => into.push(message.toString('utf8')));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket.address().port;
}

beforeAll(async () => {
  mail = await startMailCatcher();
  hook = await startHttpReceiver();
  folder = mkdtempSync(path.join(tmpdir(), 'certloom-matrix-'));
  const syslog = { transport: 'udp', host: '127.0.0.1' } as const;
  const device = { vendor: 'Certloom', product: 'Certloom', version: '1' };
  world = await createLedgerWorld(`smtp://127.0.0.1:${mail.port}?tls=none`, [
    createFileSink({ path: path.join(folder, 'log.jsonl') }),
    {
      ...createFileSink({ path: path.join(folder, 'log.cef'), line: (entry) => `${cefLine(entry, device)}\n` }),
      name: 'cef',
    },
    createSyslogSink({ ...syslog, port: await udpReceiver(datagrams.rfc5424) }),
    {
      ...createSyslogSink({ ...syslog, port: await udpReceiver(datagrams.cef), format: { cef: device } }),
      name: 'syslog-cef',
    },
  ]);
  world.clock.at = new Date();
});
afterAll(async () => {
  await world.close();
  await mail.close();
  await hook.close();
  udp.forEach((socket) => socket.close());
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  mail.mails.length = 0;
  hook.calls.length = 0;
  datagrams.rfc5424.length = 0;
  datagrams.cef.length = 0;
});

/** What a channel is set to, and what its receiver shows of the one notice that it got: texts without their markup. */
interface Receiver {
  settings(profile: string): ChannelSettings;
  received(user: string, event: EventCode): Promise<readonly string[]> | readonly string[];
}

const jsonCall = () => {
  expect(hook.calls).toHaveLength(1);
  return JSON.parse(hook.calls[0]!.body.toString('utf8'));
};
const fromHtml = (text: string) =>
  text.replace(
    /&(lt|gt|amp|#34|#39|quot);/g,
    (_all, name: string) => ({ lt: '<', gt: '>', amp: '&', '#34': '"', quot: '"', '#39': "'" })[name]!,
  );

const receivers: Record<Channel, Receiver> = {
  email: {
    settings: () => ({ type: 'email' }),
    received() {
      const [received] = mail.mails as [(typeof mail.mails)[number]];
      expect(mail.mails).toHaveLength(1);
      const { headers, to, raw } = received;
      expect(to).toHaveLength(1);
      for (const name of ['bcc', 'cc']) expect(headers.has(name)).toBe(false);
      for (const name of ['from', 'to', 'subject', 'list-id', 'message-id']) expect(headers.get(name)).toHaveLength(1);
      expect(headers.get('auto-submitted')).toEqual(['auto-generated']);
      const parts = mailParts(raw);
      expect(parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
      const [text, html] = parts.map((part) => part.text) as [string, string];
      const tags = new Set([...html.matchAll(/<\/?([^\s>]+)/g)].map(([, name]) => name!));
      expect([...tags].filter((tag) => !['div', 'h1', 'table', 'tr', 'th', 'td', 'p', 'a'].includes(tag))).toEqual([]);
      expect(
        [...html.matchAll(/(?:href|src)="([^"]*)"/g)].every(([, url]) => url!.startsWith('https://certloom.example/')),
      ).toBe(true);
      const bare = fromHtml(html.replace(/<[^>]*>/g, ''));
      return [decodedHeader(headers.get('subject')![0]!), text, bare];
    },
  },
  webhook: {
    settings: (profile) => world.webhookTo(hook.url, profile),
    received(_user, event) {
      const { data } = jsonCall();
      const { headers, body } = hook.calls[0]!;
      expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
      expect(data.event).toBe(event);
      // Data for programs: the value as it is, the event by its code.
      return [
        `${events[event].name}: ${Object.values(data.data as object)
          .map((value) => visibleText(String(value ?? '')))
          .join(' ')}`,
      ];
    },
  },
  eventLog: {
    settings: () => ({ type: 'eventLog' }),
    async received() {
      for (let tries = 0; tries < 200 && datagrams.rfc5424.length + datagrams.cef.length < 2; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 10));
      const lastLine = (file: string) => readFileSync(path.join(folder, file), 'utf8').trimEnd().split('\n').at(-1)!;
      const json = JSON.parse(lastLine('log.jsonl'));
      const rfc5424 = parseRfc5424(datagrams.rfc5424[0]!);
      expect(Object.keys(rfc5424.structuredData)).toEqual(['cert@32473', 'certloom@32473']);
      expect(rfc5424.structuredData['cert@32473']).toEqual(json.data);
      const cef = [parseCef(lastLine('log.cef')), parseCef(parseRfc5424Cef(datagrams.cef[0]!))];
      for (const { header, extension } of cef) {
        expect(header.slice(0, 4)).toEqual(['CEF:0', 'Certloom', 'Certloom', '1']);
        expect(extension['externalId']).toBe(json.entryId);
        expect(extension['cs1']).toBe(json.data.subject);
      }
      return [
        json.message,
        rfc5424.message,
        ...cef.flatMap(({ header, extension }) => [header[5]!, extension['msg']!]),
      ];
    },
  },
  internal: {
    settings: () => ({ type: 'internal' }),
    async received(user) {
      const [message, more] = await world.messages.list(user, {}, null, 2);
      expect(more).toBeUndefined();
      return [message!.message, message!.detail];
    },
  },
  slack: {
    settings: (profile) => ({ type: 'slack', url: world.secrets.seal(hook.url, profile) }),
    received() {
      const { text, blocks } = jsonCall();
      const texts: string[] = blocks.slice(0, -1).map((block: { text: { type: string; text: string } }) => {
        expect(block.text.type).toBe('plain_text');
        return block.text.text;
      });
      for (const escaped of [text, ...texts]) expect(escaped).not.toMatch(/[<>]|&(?!lt;|gt;|amp;)/);
      expect(blocks.at(-1).elements[0].text).not.toMatch(/<(?!https:\/\/certloom\.example\/firings\/[\w-]+\|Details>)/);
      return [fromHtml(text), fromHtml(texts.join('\n'))];
    },
  },
  teams: {
    settings: (profile) => ({ type: 'teams', url: world.secrets.seal(hook.url, profile) }),
    received() {
      const card = jsonCall().attachments[0].content;
      // Text blocks and facts would take Markdown.
      expect(JSON.stringify(card.body)).not.toMatch(/"type":"(?:TextBlock|FactSet)"/);
      const runs: string[] = card.body.map((block: { inlines: { text: string }[] }) => block.inlines[0]!.text);
      return [runs[0]!, runs.join('\n'), card.fallbackText];
    },
  },
  pagerDuty: {
    settings: (profile) => ({
      type: 'pagerDuty',
      routingKey: world.secrets.seal('r'.repeat(32), profile),
      endpoint: hook.url,
    }),
    received() {
      const { payload, event_action: action } = jsonCall();
      expect(action).toBe('trigger');
      expect(hook.calls[0]!.path).toBe('/hook/v2/enqueue');
      return [payload.summary, payload.custom_details.text];
    },
  },
};

/** A notice whose every name is hostile; moments and uuids stay what they are. */
async function hostileFiring(event: EventCode): Promise<string> {
  const firing = world.firing(event);
  const notice = (await world.deps.loadNotice(firing))!;
  const isName = (value: unknown) =>
    typeof value === 'string' && !/^\d{4}-\d\d-\d\dT|^[0-9a-f]{8}-[0-9a-f]{4}-/.test(value);
  const data = Object.fromEntries(
    Object.entries(notice.envelope.data).map(([field, value]) => [field, isName(value) ? hostile : value]),
  );
  const changed: Partial<NoticeContext> = {
    envelope: { ...notice.envelope, data },
    actor: { uuid: null, name: hostile },
  };
  Object.assign(notice, changed);
  return firing;
}

const matrix = eventCodes.flatMap((event) => channels.map((channel) => ({ event, channel })));

describe('N15 figure-R10 every event on every channel', () => {
  it.each(matrix)(
    '$event by $channel arrives, names event and subject, and hostile names stay text',
    async ({ event, channel }) => {
      const ann = world.person();
      const isForPeople = addressing[channel] !== 'none';
      const { uuid } = await world.profile({
        recipientType: isForPeople ? 'user' : 'none',
        recipients: isForPeople ? [ann.uuid] : [],
        channels: [],
        name: `profile of ${event} ${channel} ${Math.random()}`,
      });
      const profile = (await world.profiles.find(uuid))!;
      await world.profiles.replace({ ...profile, channels: [receivers[channel].settings(uuid)], revision: 2 }, 1);
      const { ids } = await world.open(await hostileFiring(event), [uuid]);
      expect(ids).toHaveLength(1);
      expect(await world.send(ids)).toMatchObject({ open: 0, finished: [{ status: 'delivered' }] });

      const texts = await receivers[channel].received(ann.uuid, event);
      expect(texts.length).toBeGreaterThan(0);
      for (const text of texts) {
        expect(text).toContain(events[event].name);
        expect(text).toContain(shown);
        expect(text.replaceAll('{{7*7}}', '')).not.toMatch(placeholders);
      }
    },
  );
});

function parseRfc5424Cef(datagram: string): string {
  const { structuredData, message } = parseRfc5424(datagram);
  expect(structuredData).toEqual({});
  return message;
}
