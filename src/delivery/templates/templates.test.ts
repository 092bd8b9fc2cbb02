import { events, eventCodes, type EventCode } from '../../domain/events/catalogue';
import type { NoticeContext } from '../../domain/notifications/notice';
import { defaultTexts } from '../../domain/notifications/default-texts';
import { channels } from '../../domain/notifications/profile';
import { sampleNotice } from '../sample-notice';
import { checkTemplate } from './check';
import { RenderBudget, renderNotice } from './render';

function notice(event: EventCode, change: Partial<NoticeContext> = {}): NoticeContext {
  const sample = sampleNotice({
    event,
    certificate: null,
    firingId: 'f',
    firingUrl: 'https://certloom.example/firings/f',
    pageUrl: 'https://certloom.example/n/f',
    actor: { uuid: null, name: 'Ann' },
    now: new Date('2030-01-01T00:00:00Z'),
  });
  return { ...sample, ...change };
}

const subjects: Record<EventCode, string> = {
  certificate_status_changed: 'CN=sample.example',
  certificate_action_performed: 'CN=sample.example',
  certificate_expiring: 'CN=sample.example',
  certificate_discovered: 'CN=sample.example',
  certificate_uploaded: 'CN=sample.example',
  discovery_finished: 'Sample discovery',
  approval_requested: 'issue www.sample.example',
  approval_closed: 'issue www.sample.example',
  scheduled_job_finished: 'Sample job',
};
const dated = ['certificate_status_changed', 'certificate_expiring', 'certificate_discovered'];

describe('N15 default texts', () => {
  const matrix = eventCodes.flatMap((event) => channels.map((channel) => ({ event, channel })));
  it.each(matrix)('$event by $channel', ({ event, channel }) => {
    for (const nothingKnown of [false, true]) {
      const given = notice(event, { runUrl: 'https://temporal.example/run' });
      const data = Object.fromEntries(Object.keys(given.envelope.data).map((field) => [field, null]));
      const context = nothingKnown ? { ...given, envelope: { ...given.envelope, data } } : given;
      const { subject, text, html, defaultTextUsed } = renderNotice({ templates: {} }, channel, context);
      expect(subject).toContain(events[event].name);
      expect(text).toContain(events[event].name);
      const forPrograms = channel === 'eventLog' || channel === 'webhook';
      const [link, other] = forPrograms ? ['firings/f', '/n/'] : ['n/f', '/firings/'];
      expect(text).toContain(`https://certloom.example/${link}`);
      expect(text).not.toContain(other);
      expect(`${subject} ${text}`).not.toMatch(/\{\{|\}\}|\{%|%\}|undefined|null|\[object/);
      expect(defaultTextUsed).toBe(false);
      expect(html === null).toBe(channel !== 'email');
      if (html !== null) {
        expect(html).toContain(events[event].name);
        expect(html).toContain('href="https://certloom.example/n/f"');
        expect(html).not.toMatch(/\{\{|\}\}|\{%|%\}|undefined|null|\[object|<(?:img|script|link|style)|url\(/);
      }
      if (nothingKnown) continue;
      expect(subject).toContain(channel === 'email' ? subjects[event].replace('CN=', '') : subjects[event]);
      expect(text).toContain(subjects[event]);
      if (dated.includes(event)) expect(text).toContain('30 days left');
    }
  });

  it.each(matrix)('$event by $channel passes the check of its own event', ({ event, channel }) => {
    const { subject, body, html } = defaultTexts(event, channel);
    expect([...checkTemplate(subject, { html: false, event }), ...checkTemplate(body, { html: false, event })]).toEqual(
      [],
    );
    expect(html === undefined ? [] : checkTemplate(html, { html: true, event })).toEqual([]);
  });

  it('a mail begins with the name and what is left, and says the DN in its text, times without milliseconds', () => {
    const { subject, text, html } = renderNotice({ templates: {} }, 'email', notice('certificate_expiring'));
    expect(subject).toBe('sample.example, 30 days left: Certificate expiring');
    expect(text).toContain('Subject: CN=sample.example\n');
    expect(`${text} ${html}`).toMatch(/\d\d:\d\d:\d\d UTC/);
    expect(`${text} ${html}`).not.toMatch(/\d\.\d{3}Z?/);
  });

  it('says of an operation what was asked for, and what came of it', () => {
    const given = notice('certificate_action_performed');
    const data = { ...given.envelope.data, action: 'revoke', state: 'failed' };
    const failed = { ...given, envelope: { ...given.envelope, data } };
    const subjectOf = (channel: 'email' | 'eventLog') => renderNotice({ templates: {} }, channel, failed).subject;
    expect(subjectOf('email')).toBe('sample.example: Certificate action performed (revoke, failed)');
    expect(subjectOf('eventLog')).toBe('Certificate action performed (revoke, failed): CN=sample.example');
  });

  it.each([
    ['withdrawal', 'withdrawn'],
    ['subjectChanged', 'closed by a change of its object'],
    ['decision', 'rejected'],
  ])('says of an approval that was closed by %s: %s', (closedBecause, expected) => {
    const given = notice('approval_closed');
    const data = { ...given.envelope.data, status: 'rejected', closedBecause, closedBy: null };
    const closed = { ...given, envelope: { ...given.envelope, data } };
    const { subject, text } = renderNotice({ templates: {} }, 'email', closed);
    expect(subject).toContain(`Approval closed (${expected})`);
    expect(text).toContain(`Status: ${expected}\n`);
  });

  it('says what happened, and of a revoked certificate nothing of the time that was left', () => {
    const subjectOf = (event: EventCode, facts: object, change: Partial<NoticeContext> = {}) => {
      const given = notice(event, change);
      const told = { ...given, envelope: { ...given.envelope, data: { ...given.envelope.data, ...facts } } };
      return renderNotice({ templates: {} }, 'email', told).subject;
    };
    const revoked = { action: 'revoke', state: 'revoked' };
    expect(subjectOf('certificate_action_performed', revoked)).toBe(
      'sample.example: Certificate action performed (revoke, revoked)',
    );
    expect(subjectOf('certificate_status_changed', { newStatus: 'revoked' })).toBe(
      'sample.example: Certificate status changed (valid to revoked)',
    );
    expect(subjectOf('scheduled_job_finished', { status: 'failed' })).toBe(
      'Scheduled job finished (failed): Sample job',
    );
  });

  it.each([
    { name: 'below two days, hours', hours: 23.9, left: '23 hours left' },
    { name: 'after the end, expiry without a replacement', hours: -0.1, left: 'expired and not replaced' },
  ])('tells $name', ({ hours, left }) => {
    const given = notice('certificate_expiring');
    const expiresAt = new Date(Date.parse(given.envelope.occurredAt) + hours * 3_600_000).toISOString();
    const late = { ...given, envelope: { ...given.envelope, data: { ...given.envelope.data, expiresAt } } };
    const { subject, text } = renderNotice({ templates: {} }, 'email', late);
    expect(subject).toBe(`sample.example, ${left}: Certificate expiring`);
    expect(text).toContain(left);
  });

  it.each([
    ['CN=a\\,b,O=x', 'a,b'],
    ['O=x,CN=in the middle', 'in the middle'],
    ['CN=Z\\C3\\BCrich', 'Zürich'],
    ['cn=lower+OU=y', 'lower'],
    ['CN=first,CN=second', 'first'],
  ])('%s is called %s', (subjectDn, name) => {
    const given = notice('certificate_uploaded');
    const named = { ...given, envelope: { ...given.envelope, data: { ...given.envelope.data, subjectDn } } };
    expect(renderNotice({ templates: {} }, 'email', named).subject).toBe(`${name}: Certificate uploaded`);
  });

  it('N16 names a later event by its code', () => {
    const given = notice('certificate_uploaded');
    const later = { ...given, envelope: { ...given.envelope, event: 'certificate_sang' } };
    expect(renderNotice({ templates: {} }, 'email', later).subject).toBe('certificate_sang: CN=sample.example');
  });
});

describe('renderNotice', () => {
  it('uses the profile, escapes HTML, marks samples', () => {
    const given = notice('certificate_uploaded');
    const hostile = {
      ...given,
      envelope: { ...given.envelope, data: { ...given.envelope.data, subjectDn: 'CN=<b>"\'&' } },
    };
    const templates = {
      email: { subject: 'S {{ subject }}', body: 'T {{ data.subjectDn }}', html: '<p>{{ subject }}</p>' },
    };
    expect(renderNotice({ templates }, 'email', hostile, { sample: true })).toEqual({
      subject: '[Sample] S CN=<b>"\'&',
      text: '[Sample] T CN=<b>"\'&',
      html: '[Sample] <p>CN=&lt;b&gt;&#34;&#39;&amp;</p>',
      defaultTextUsed: false,
    });
  });

  it.each<{ name: string; own: object; html: RegExp | null }>([
    { name: 'the default HTML without texts of its own', own: {}, html: /<table/ },
    { name: 'the default HTML beside a subject', own: { subject: 'S' }, html: /<table/ },
    { name: 'no HTML beside a body of its own', own: { body: 'B' }, html: null },
    { name: 'its own HTML', own: { body: 'B', html: '<p>H</p>' }, html: /^<p>H<\/p>$/ },
    {
      name: 'no HTML that would be cut',
      own: { html: `{% for i in (1..1100) %}${'1234567890'.repeat(10)}{% endfor %}` },
      html: null,
    },
  ])('$name', ({ own, html }) => {
    const rendered = renderNotice({ templates: { email: own } }, 'email', notice('certificate_uploaded'));
    if (html === null) expect(rendered.html).toBeNull();
    else expect(rendered.html).toMatch(html);
  });

  it('keeps a subject on one line of at most 200 characters', () => {
    const templates = { email: { subject: 'a\r\nBcc: x@example.com\n{% for i in (1..300) %}{{ i }}{% endfor %}' } };
    const { subject } = renderNotice({ templates }, 'email', notice('certificate_uploaded'));
    expect(subject).toMatch(/^a Bcc: x@example\.com 123/);
    expect(subject).toHaveLength(200);
  });

  it('falls back to the default text once the time of several messages is spent', () => {
    const templates = { email: { body: '{% for i in (1..9000) %}{% for j in (1..9000) %}{% endfor %}{% endfor %}' } };
    const budget = new RenderBudget(60);
    const made = Array.from({ length: 20 }, () =>
      renderNotice({ templates }, 'email', notice('certificate_uploaded'), { budget }),
    );
    expect(made.every(({ defaultTextUsed }) => defaultTextUsed)).toBe(true);
    expect(() => budget.spend(() => 'more')).toThrow();
  });

  it('falls back to the default text when a template breaks at run time', () => {
    const templates = { email: { body: '{% for i in (1..1000000000) %}{{ i }}{% endfor %}' } };
    const { text, defaultTextUsed } = renderNotice({ templates }, 'email', notice('certificate_uploaded'));
    expect(text).toContain('Certificate uploaded: CN=sample.example');
    expect(defaultTextUsed).toBe(true);
  });
});

describe('checkTemplate', () => {
  it.each([
    '{{ event }} {{ eventName }} {{ data.subjectDn | upcase }} {{ daysLeft }}',
    '{% if daysLeft != nil and daysLeft < 7 %}soon{% endif %}',
    '{% for name in certificate.subjectAlternativeNames %}{{ forloop.index }} {{ name }}{% endfor %}',
    '{{ certificate.subjectAlternativeNames[0] }}{{ certificate.subjectAlternativeNames.first }}',
    '{{ data.subjectDn.size }}',
    "{% assign x = data.issuerDn %}{{ x }}{{ actor.name | default: 'nobody' }}",
    '{% comment %}{{ anything }}{% endcomment %}',
    'plain text with { braces } and 100 %',
  ])('accepts %s', (text) => expect(checkTemplate(text, { html: true })).toEqual([]));

  it.each([
    ['{{ unknown }}', 'There is no placeholder unknown.'],
    ['{{ data.nothing }}', 'There is no placeholder data.nothing.'],
    ['{{ data }}', 'There is no placeholder data.'],
    ['{{ data[event] }}', 'There is no placeholder data.[…].'],
    ['{{ data.constructor }}', 'There is no placeholder data.constructor.'],
    ['{{ subject.__proto__ }}', 'There is no placeholder subject.__proto__.'],
    ['{{ "x" | append: env.SECRET }}', 'There is no placeholder env.SECRET.'],
    ['{% if hidden %}x{% endif %}', 'There is no placeholder hidden.'],
    ['{% include "x" %}', 'The tag include is not available in notification templates.'],
    ['{% render "./x" %}', 'The tag render is not available in notification templates.'],
    ['{% layout "x" %}', 'The tag layout is not available in notification templates.'],
    ['{% liquid\nrender "x" %}', 'The tag liquid is not available in notification templates.'],
    ['{{ subject | raw }}', 'The filter raw is not available in this template.'],
    ['{{ subject | where_exp: "a", "b" }}', 'The filter where_exp is not available in this template.'],
    ['{{ subject', 'The template cannot be parsed: a tag or an output is not complete or not closed.'],
    ['{% if subject %}', 'The template cannot be parsed: a tag or an output is not complete or not closed.'],
    ['x'.repeat(100_001), 'The template is too long.'],
  ])('refuses %.40s', (text, detail) => {
    expect(checkTemplate(text, { html: true }).map((fault) => fault.detail)).toEqual([detail]);
  });

  it('allows raw in plain text, and knows the fields of one event', () => {
    expect(checkTemplate('{{ subject | raw }}', { html: false })).toEqual([]);
    expect(checkTemplate('{{ data.jobName }}', { html: false })).toEqual([]);
    expect(checkTemplate('{{ data.jobName }}', { html: false, event: 'certificate_uploaded' })).toHaveLength(1);
  });

  it('names the line', () => {
    expect(checkTemplate('a\nb {% render "x" %}', { html: false })).toEqual([expect.objectContaining({ line: 2 })]);
  });
});
