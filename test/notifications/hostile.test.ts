import { checkTemplate } from '../../src/delivery/templates/check';
import { engines } from '../../src/delivery/templates/engine';
import { renderNotice } from '../../src/delivery/templates/render';
import { templateData } from '../../src/domain/notifications/template-data';
import type { NoticeContext } from '../../src/domain/notifications/notice';
import { createLedgerWorld, type LedgerWorld } from './support/ledger';
import { startMailCatcher, type MailCatcher } from './support/smtp';

const hostileName = 'CN=x\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script>\u2028\u202e{{ links.firing }}';
let mail: MailCatcher;
let world: LedgerWorld;

beforeAll(async () => {
  mail = await startMailCatcher();
  world = await createLedgerWorld(`smtp://127.0.0.1:${mail.port}?tls=none`);
});
afterAll(async () => {
  await world.close();
  await mail.close();
});

async function hostileNotice(): Promise<{ readonly firing: string; readonly notice: NoticeContext }> {
  const firing = world.firing('certificate_uploaded');
  const notice = (await world.deps.loadNotice(firing))!;
  const data = { ...notice.envelope.data, subjectDn: hostileName, issuerDn: hostileName, serialNumber: hostileName };
  (notice as { envelope: object }).envelope = { ...notice.envelope, data };
  (notice as { actor: object }).actor = { uuid: null, name: hostileName };
  return { firing, notice };
}

describe('SEC3 template attacks', () => {
  const plain = { subject: 'CN=a', links: { firing: 'x' } };
  const attacks = [
    '{{ subject.constructor.constructor }}',
    "{{ subject.constructor.constructor('return process')() }}",
    '{{ links.__proto__.polluted }}',
    '{% assign links.__proto__.polluted = "yes" %}',
    '{{ links | json }}{{ __proto__ | json }}{{ constructor }}{{ process.env.PATH }}{{ global }}{{ this }}',
    '{% for i in (1..1000000000) %}{{ i }}{% endfor %}',
    '{% for i in (1..10000) %}{% for j in (1..10000) %}a{% endfor %}{% endfor %}',
    '{% assign a = "xxxxxxxxxx" %}{% for i in (1..100) %}{% assign a = a | append: a %}{% endfor %}{{ a }}',
    '{% capture a %}{{ a }}{{ a }}x{% endcapture %}'.repeat(60),
    '{{ "a" | replace: "", "aaaaaaaaaaaaaaaaaaaa" | replace: "a", "aaaaaaaaaaaaaaaaaaaaaaa" | replace: "a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa" }}',
    `{{ "${'<'.repeat(20_000)}" | strip_html }}`,
    `${'{% if subject %}'.repeat(2_000)}${'{% endif %}'.repeat(2_000)}`,
    '{% include "../../package.json" %}',
    '{% render "./package.json" %}',
    '{% layout "package.json" %}{% block a %}{% endblock %}',
    '{{ subject | where_exp: "x", "x.constructor" }}',
    '{{ 1 | divided_by: 0 }}{{ "now" | date: "%999999999d" }}',
  ];

  /** Checks and renders; what is said, and how long it took. */
  function attempt(text: string): { readonly said: string; readonly ms: number } {
    const started = performance.now();
    let said = '';
    try {
      checkTemplate(text, { html: true });
      said = String(engines.html.parseAndRenderSync(text, structuredClone(plain)));
    } catch (error) {
      said = String(error);
    }
    return { said, ms: performance.now() - started };
  }

  it('none leaks, lasts or grows', () => {
    const secrets = [process.env['PATH']!, '"dependencies"', 'function Object', '[native code]'];
    let leaks = 0;
    let slowest = 0;
    let largest = 0;
    for (const text of attacks) {
      const before = process.memoryUsage().heapUsed;
      const { said, ms } = attempt(text);
      largest = Math.max(largest, process.memoryUsage().heapUsed - before);
      // The best of three: other work on the machine is not the template's.
      slowest = Math.max(slowest, Math.min(ms, attempt(text).ms, attempt(text).ms));
      if (secrets.some((secret) => said.includes(secret)) || 'polluted' in {}) leaks += 1;
    }
    const mib = (largest / 1_048_576).toFixed(1);
    process.stdout.write(`SEC3: ${leaks} leaks of ${attacks.length}, slowest ${slowest.toFixed(0)} ms, ${mib} MiB\n`);
    expect(leaks).toBe(0);
    // Rendering ends at 100 ms; parsing and the last step come on top.
    expect(slowest).toBeLessThan(250);
    expect(largest).toBeLessThan(64 * 1_048_576);
  });

  it('values are never read as templates', async () => {
    const { notice } = await hostileNotice();
    const { text } = renderNotice({ templates: { email: { body: '{{ subject }}' } } }, 'email', notice);
    expect(text).toContain('{{ links.firing }}');
  });

  it('a template sees plain data only', async () => {
    const { notice } = await hostileNotice();
    const data = templateData(notice);
    expect(data).toEqual(JSON.parse(JSON.stringify(data)));
  });
});

describe('SEC11 injection through names', () => {
  it('opens no header, no line and no tag in mail, log and mailbox', async () => {
    const ann = world.person();
    const profile = await world.profile({
      recipientType: 'user',
      recipients: [ann.uuid],
      channels: [{ type: 'email' }, { type: 'internal' }, { type: 'eventLog' }],
      templates: {
        email: {
          subject: '{{ subject }}\r\nX-Injected: {{ data.issuerDn }}',
          html: '<p title="{{ subject }}">{{ actor.name }}</p>',
        },
      },
    });
    const { firing } = await hostileNotice();
    const { ids } = await world.open(firing, [profile.uuid]);
    expect(await world.send(ids)).toMatchObject({ open: 0 });

    const [{ headers, to, raw }] = mail.mails as [(typeof mail.mails)[number]];
    let injected = 0;
    for (const name of ['bcc', 'cc', 'x-injected', 'reply-to']) if (headers.has(name)) injected += 1;
    if (raw.includes('<script>') && !raw.includes('&lt;script&gt;')) injected += 1;
    const [entry] = (await world.entries.list({ firing }, null, 1)).entries;
    if (/[\r\n\u2028\u202e]/.test(JSON.stringify([entry!.message, entry!.data]).replace(/\\u/g, ''))) injected += 1;
    const [message] = await world.messages.list(ann.uuid, {}, null, 1);
    if (/[\r\n]/.test(message!.message) || /\n(?:Bcc|<script)/i.test(message!.detail)) injected += 1;
    process.stdout.write(`SEC11 notifications: ${injected} injections\n`);
    expect(injected).toBe(0);
    expect(to).toEqual([ann.email]);
    expect(headers.get('to')).toEqual([ann.email]);
    expect(entry).toMatchObject({ firingId: firing, eventId: 4124, level: 'Information', host: 'test-host' });
    expect(entry!.data['subject']).toContain('CN=x\\u000d\\u000aBcc');
    expect(message).toMatchObject({ user: ann.uuid, readAt: null, event: 'certificate_uploaded' });
  });
});
