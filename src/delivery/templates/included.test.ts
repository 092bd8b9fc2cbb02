import { eventCodes } from '../../domain/events/catalogue';
import { withIncluded } from '../../domain/notifications/included';
import { channels, type IncludedData } from '../../domain/notifications/profile';
import { defaultTexts } from '../../domain/notifications/default-texts';
import { sampleNotice } from '../sample-notice';
import { cloudEventBody, webhookBodyLimit } from '../channels/webhook';
import { checkTemplate } from './check';
import { renderNotice } from './render';

const nothing: IncludedData = { customAttributes: false, metadata: false, associations: false };
const all: IncludedData = { customAttributes: true, metadata: true, associations: true };
const certificate = {
  uuid: 'c',
  subjectDn: 'CN=a.example',
  subjectAlternativeNames: ['dNSName:a.example', 'dNSName:b.example'],
  attributes: {
    u1: { name: 'cost <center>', contentType: 'string', content: [{ data: 'A & B' }] },
    u2: { name: 'size', contentType: 'integer', content: [{ data: 3 }] },
  },
  metadata: [{ name: 'host', contentType: 'string', data: ['h.example'] }],
};

function notice(include: IncludedData, change: object = {}) {
  const sample = sampleNotice({
    event: 'certificate_expiring',
    certificate: { ...certificate, ...change } as never,
    firingId: 'f',
    firingUrl: 'https://certloom.example/firings/f',
    pageUrl: 'https://certloom.example/n/f',
    actor: { uuid: null, name: 'Ann' },
    now: new Date('2030-01-01T00:00:00Z'),
  });
  const names = { groups: [{ name: 'web', renewalNote: 'Ask Ann.\nOr Bob.' }], raProfile: 'CA', owner: 'Ann' };
  return withIncluded({ ...sample, names }, include);
}

describe('default texts', () => {
  it('list what is included, and how to renew', () => {
    const { text, html, defaultTextUsed } = renderNotice({ templates: {} }, 'email', notice(all));
    expect(defaultTextUsed).toBe(false);
    expect(text).toContain('Names: dNSName:a.example, dNSName:b.example\n');
    expect(text).toContain('How to renew: Ask Ann.\nOr Bob.\n');
    expect(text).toContain('Owner: Ann\nGroups: web\nRA profile: CA\n');
    expect(text).toContain('Custom attributes: cost <center>: A & B; size: 3\n');
    expect(text).toContain('Metadata: host: h.example\n');
    expect(html).toContain('cost &lt;center&gt;: A &amp; B; size: 3');
  });

  it('list nothing else', () => {
    const { text } = renderNotice({ templates: {} }, 'email', notice(nothing));
    expect(text).not.toMatch(/Owner|Groups|attributes|Metadata/);
    expect(text).toContain('How to renew: Ask Ann.');
  });

  it.each(eventCodes.flatMap((event) => channels.map((channel) => ({ event, channel }))))(
    '$event by $channel use only what is included',
    ({ event, channel }) => {
      const included = { customAttributes: [], metadata: [], groups: [], raProfile: null, owner: null };
      const { subject, body, html = '' } = defaultTexts(event, channel, included);
      const check = (text: string, isHtml: boolean) => checkTemplate(text, { html: isHtml, event, include: all });
      expect([...check(subject, false), ...check(body, false), ...check(html, true)]).toEqual([]);
    },
  );
});

describe('templates over included data', () => {
  it('render', () => {
    const body =
      '{{ included.customAttributes["cost <center>"].first }} {{ included.metadata.host | join: "," }} ' +
      '{% for pair in included.metadata %}{{ pair[0] }}{% endfor %} {{ included.owner }} {{ notice.step }}|{{ renewalNotes.size }}';
    expect(checkTemplate(body, { html: false, include: all })).toEqual([]);
    const claimed = { ...notice(all), notice: { cycle: 1, step: 'P7D', number: 2 } };
    expect(renderNotice({ templates: { email: { body } } }, 'email', claimed).text).toBe(
      'A & B h.example host Ann P7D|1',
    );
  });

  it.each<[string, IncludedData, string]>([
    ['{{ included.owner }}', nothing, 'There is no placeholder included.owner. Set include.associations to use it.'],
    [
      '{{ included.metadata.host }}',
      { ...all, metadata: false },
      'There is no placeholder included.metadata.host. Set include.metadata to use it.',
    ],
    ['{{ included }}', all, 'There is no placeholder included.'],
    ['{{ included.constructor }}', all, 'There is no placeholder included.constructor.'],
    ['{{ constructor }}', all, 'There is no placeholder constructor.'],
    ['{{ included.metadata.host.deep }}', all, 'There is no placeholder included.metadata.host.deep.'],
    ['{{ included.customAttributes.nope }}', all, 'Certificates have no custom attribute nope.'],
  ])('refuses %s', (text, include, detail) => {
    const faults = checkTemplate(text, { html: false, include, attributeNames: new Set(['site']) });
    expect(faults.map((fault) => fault.detail)).toEqual([detail]);
  });
});

describe('the body of a webhook', () => {
  const instance = { instance: 'test', publicUrl: 'https://certloom.example' };
  const bodyOf = (given: ReturnType<typeof notice>) =>
    cloudEventBody(given.envelope, instance, { sample: false })?.toString('utf8') ?? '';

  it('has it beside the payload, only when it is asked for', () => {
    expect(JSON.parse(bodyOf(notice(all))).data.included).toEqual({
      customAttributes: [
        { name: 'cost <center>', values: ['A & B'] },
        { name: 'size', values: [3] },
      ],
      metadata: [{ name: 'host', values: ['h.example'] }],
      groups: ['web'],
      raProfile: 'CA',
      owner: 'Ann',
    });
    expect(JSON.parse(bodyOf(notice(nothing))).data).not.toHaveProperty('included');
  });

  it('stays within its limit however much there is', () => {
    const metadata = Array.from({ length: 100 }, (_, index) => ({
      name: `n${index}`,
      contentType: 'string',
      data: Array.from({ length: 50 }, () => '€'.repeat(2_000)),
    }));
    const body = bodyOf(notice(all, { metadata }));
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(webhookBodyLimit);
    expect(JSON.parse(body).data.included.metadata.length).toBeGreaterThan(0);
  });
});
