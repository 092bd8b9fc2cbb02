import { approvalOf } from '../../../test/support/approval';
import { certificateOf, digestItemOf, start } from '../../../test/support/builders';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { Acknowledgement } from '../../domain/expiration/watch';
import type { Firing } from '../../domain/firings/firing';
import type { LookedAt } from '../expiration/view';
import { createNoticePages } from './pages';

const dayMs = 86_400_000;
const secret = 'hunter2';
const certificate = certificateOf('c1', {
  commonName: 'shop.example',
  subjectDn: 'CN=shop.example,O=Shop',
  notAfter: new Date(start.getTime() + 12 * dayMs + 1),
  attributes: { u: { name: 'pin', contentType: 'string', content: [{ data: secret }] } } as never,
});
const firing = {
  ...{ firingId: 'f1', event: 'certificate_expiring', resource: 'certificates', objectUuid: 'c1' },
  ...{ objectName: 'shop.example', outcome: 'performed', occurredAt: start },
  actor: { type: 'system', uuid: null, name: 'system' },
} as unknown as Firing;

function world(change: Partial<Firing> | null = {}, state: LookedAt['state'] = 'due', more: WorldOptions = {}) {
  const { found = certificate, acknowledged = null } = more;
  return createNoticePages({
    firings: { find: async () => (change === null ? null : { ...firing, ...change }) },
    certificate: async () => found,
    approval: async (uuid) => (uuid === 'a-1' ? approvalOf({ objectName: null }) : null),
    namesOf: async () => ({ groups: [{ name: 'web', renewalNote: 'Ask Ann.' }], raProfile: 'TLS', owner: 'Ann' }),
    view: {
      lookAt: async ([one]) => [
        {
          ...{ certificate: one!, notAfter: one!.notAfter!, dueFrom: start, replacedBy: [], state },
          watch: { acknowledged },
        } as never,
      ],
    },
    digestItems: async (_id, limit) =>
      Array.from({ length: more.items ?? 0 }, (_, index) => digestItemOf(`i${index}`)).slice(0, limit),
    digestCertificates: async () => new Map([['c1', certificate]]),
    pageUrl: ({ kind, id }) => `https://certloom.example/${kind}/${id}`,
  });
}

interface WorldOptions {
  readonly found?: CertificateRecord | null;
  readonly acknowledged?: Acknowledgement | null;
  readonly items?: number;
}

describe('the page of an approval', () => {
  const asked = { event: 'approval_requested', resource: 'approvals', objectName: 'issue www' };

  it('is there without the firing of its request, too', async () => {
    const page = await world(null).find({ kind: 'approval', id: 'a-1' }, new Date('2030-01-02T00:00:00Z'));
    expect(page).toMatchObject({ title: 'Approval requested', decision: { approval: 'a-1' } });
    expect(await world(null).find({ kind: 'approval', id: 'gone' }, start)).toBeNull();
  });

  it('lets people decide until it has expired', async () => {
    const pages = world({ ...asked, objectUuid: 'a-1' });
    const page = await pages.find({ kind: 'firing', id: 'f1' }, new Date('2030-01-02T00:00:00Z'));
    expect(page).toMatchObject({ title: 'Approval requested: issue www', decision: { approval: 'a-1' } });
    const late = await pages.find({ kind: 'firing', id: 'f1' }, new Date('2030-01-08T00:00:00Z'));
    expect(late?.decision).toBeNull();
  });

  it('says when it is gone', async () => {
    const page = await world({ ...asked, objectUuid: 'a-2' }).find({ kind: 'firing', id: 'f1' }, start);
    expect(page).toMatchObject({ remarks: ['This approval is no longer kept.'], decision: null });
  });
});

describe('the page of a firing', () => {
  it('tells what a mail tells, and how things stand now', async () => {
    const page = await world().find({ kind: 'firing', id: 'f1' }, start);
    expect(page).toMatchObject({
      title: 'Certificate expiring: shop.example',
      remarks: ['Nobody has acknowledged this yet.'],
      acknowledgement: { certificate: 'c1', state: 'due' },
      list: null,
    });
    const facts = new Map(page!.facts.map(({ label, value }) => [label, value]));
    expect(Object.fromEntries(facts)).toMatchObject({
      ...{
        Subject: 'CN=shop.example,O=Shop',
        'RA profile': 'TLS',
        'How to renew': 'Ask Ann.',
        'Time left': '12 days left',
      },
      ...{ When: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/), By: 'system' },
    });
    expect(facts.get('Not after')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
    expect(JSON.stringify(page)).not.toContain(secret);
  });

  it('of a rejected upload tells nothing of the certificate', async () => {
    const rejected = { event: 'certificate_uploaded', outcome: 'ignored', objectUuid: null } as const;
    const page = await world(rejected).find({ kind: 'firing', id: 'f1' }, start);
    expect(page).toMatchObject({ title: 'Certificate uploaded and rejected', acknowledgement: null });
    expect(page!.facts.map(({ label }) => label)).toEqual(['When', 'By']);
    expect(JSON.stringify(page)).not.toContain('shop');
  });

  it('has nothing to acknowledge for an event that does not repeat', async () => {
    const page = await world({ event: 'certificate_uploaded' }).find({ kind: 'firing', id: 'f1' }, start);
    expect(page).toMatchObject({ title: 'Certificate uploaded: shop.example', acknowledgement: null });
  });

  it.each([
    {
      name: 'a certificate that is gone',
      change: {},
      found: null,
      remark: 'The certificate is no longer in the inventory.',
    },
    {
      name: 'a revoked certificate',
      change: {},
      found: { ...certificate, state: 'revoked' as const },
      remark: 'The certificate is revoked: no notices are sent about its end.',
    },
    {
      name: 'an archived certificate',
      change: {},
      found: { ...certificate, archived: true },
      remark: 'The certificate is archived: no notices are sent about its end.',
    },
    {
      name: 'another object',
      change: { resource: 'jobs', event: 'scheduled_job_finished' },
      found: null,
      remark: undefined,
    },
    {
      name: 'an event of a later version',
      change: { event: 'certificate_sung' },
      found: certificate,
      remark: undefined,
    },
  ])('of $name', async ({ change, found, remark }) => {
    const page = await world(change, 'due', { found }).find({ kind: 'firing', id: 'f1' }, start);
    expect(page).toMatchObject({ acknowledgement: null });
    if (remark !== undefined) expect(page!.remarks).toEqual([remark]);
  });

  it.each([
    ['upcoming', /not due yet/],
    ['expired', /ended without a replacement/],
    ['replaced', /taken its place/],
    ['acknowledged', /^Acknowledged by Ann\\u000aB at 2\S+ \S+ UTC\.$/],
  ] as const)('says in words: %s', async (state, words) => {
    const acknowledged = { by: { uuid: null, name: 'Ann\nB' }, at: start, comment: null, until: null };
    const page = await world({}, state, { acknowledged }).find({ kind: 'firing', id: 'f1' }, start);
    expect(page!.remarks).toEqual([expect.stringMatching(words)]);
    expect(page!.acknowledgement).toEqual({ certificate: 'c1', state });
  });
});

it('the page of a certificate needs no firing', async () => {
  const page = await world(null).find({ kind: 'certificate', id: 'c1' }, start);
  expect(page).toMatchObject({
    title: 'Certificate: shop.example',
    acknowledgement: { certificate: 'c1', state: 'due' },
  });
  expect(page!.facts.map(({ label }) => label)).not.toContain('When');
});

it('the page of a digest lists its certificates, each with its own page, as many as one can read', async () => {
  const page = await world({}, 'due', { items: 600 }).find({ kind: 'digest', id: 'd' }, start);
  expect(page!.list).toMatchObject({ hasMore: true });
  expect(page!.list!.rows).toHaveLength(500);
  expect(page!.list!.rows[0]).toMatchObject({ link: 'https://certloom.example/certificate/c1', daysLeft: 12 });
  expect(page!.acknowledgement).toBeNull();
});

it.each(['firing', 'certificate', 'digest'] as const)('there is no page where there is no %s', async (kind) => {
  expect(await world(null, 'due', { found: null }).find({ kind, id: 'x' }, start)).toBeNull();
});
