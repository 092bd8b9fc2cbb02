import { createFixtureKey } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';
import { createClock, createExpirationScene, dayMs, hourMs } from './scene';

const clock = createClock('2030-01-10T08:20:00Z');
const product = productOfFile(() => ({ adjustments: { now: clock.now } }));
const scene = createExpirationScene(product, clock);

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

afterEach(async () => {
  await scene.watchFor({});
  // The certificates of one test are over when the next begins.
  await scene.leaveBehind(400 * dayMs);
});

const row = (uuid: string) => scene.read(`/expiring/${uuid}`);
const post = (path: string, body: object = {}, key?: string) => product().call('post', path, key).send(body);

async function listed(query = ''): Promise<any[]> {
  const items: any[] = [];
  for (let cursor: string | null = null, path = `/expiring?${query}`; ;) {
    const page: any = await scene.read(path);
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === null) return items;
    path = `/expiring?${query}&cursor=${cursor}`;
  }
}
const uuidsOf = (rows: any[]) => rows.map(({ certificate }) => certificate.uuid);

/** A profile with steps that tells the owner in-app, named by the platform's trigger. */
async function watching(rules: object = {}): Promise<any> {
  const profile = await scene.profile({
    recipientType: 'owner',
    channels: [{ type: 'internal' }],
    escalationSteps: [{ before: 'P14D' }, { before: 'P7D' }],
    ...rules,
  });
  await scene.watchFor({ actions: [await scene.tells([profile])] });
  return profile;
}

describe('the list', () => {
  it('shows the first twenty names of a certificate and how many there are, also of rows that an earlier release wrote', async () => {
    const sans = Array.from({ length: 30 }, (_, index) => `name-${index}.example`);
    const uuid = await scene.stored(clock.in(10 * dayMs), { sans });
    const shown = {
      uuid,
      subjectAlternativeNames: sans.slice(0, 20).map((name) => `dNSName:${name}`),
      subjectAlternativeNameCount: 30,
    };
    expect((await listed())[0].certificate).toMatchObject(shown);
    const certificates = product().foundation.db.collection('certificates');
    await certificates.updateOne({ _id: uuid as never }, { $unset: { shownNames: '', nameCount: '' } });
    expect((await listed())[0].certificate).toMatchObject(shown);
    expect((await row(uuid)).certificate).toMatchObject(shown);
    expect(await scene.read(`/certificates/${uuid}`)).toMatchObject({
      subjectAlternativeNames: sans.map((name) => `dNSName:${name}`),
    });
  });

  it('goes by end, names who is told next, and knows every state', async () => {
    const boss = await scene.person(['certificates:read']);
    const group = await scene.group({ members: [boss.uuid] });
    const profile = await watching({
      escalationSteps: [
        { before: 'P14D' },
        { before: 'P7D', addRecipients: [{ recipientType: 'group', recipients: [group.uuid] }] },
      ],
    });
    const owner = await scene.person(['certificates:read']);
    const patch = { owner: owner.uuid, groups: [group.uuid] };
    const due = await scene.stored(clock.in(10 * dayMs), { patch });
    const upcoming = await scene.stored(clock.in(45 * dayMs));
    const key = createFixtureKey('ec');
    const replaced = await scene.stored(clock.in(12 * dayMs), { subject: 'view-replaced', key });
    const successor = await scene.stored(clock.in(390 * dayMs), {
      subject: 'view-replaced',
      key,
      notBefore: clock.in(-dayMs),
    });
    const ended = await scene.stored(clock.in(-dayMs));
    await scene.scan();

    expect(uuidsOf(await listed())).toEqual([ended, due, replaced]);
    expect(uuidsOf(await listed('state=expired'))).toEqual([ended]);
    expect(uuidsOf(await listed('within=P60D'))).toEqual([ended, due, replaced, upcoming]);
    const [, first] = await listed();
    expect(first).toMatchObject({
      certificate: { uuid: due, daysLeft: 10, lifetimeLeftPercent: 2 },
      state: 'due',
      owner: { uuid: owner.uuid, name: owner.username },
      groups: [{ uuid: group.uuid }],
      dueSince: clock.in(-20 * dayMs).toISOString(),
      replacedBy: [],
      acknowledged: null,
      lastNotice: { step: 'P14D', profile: { uuid: profile.uuid, name: profile.name } },
      nextNotice: {
        step: 'P7D',
        at: clock.in(3 * dayMs).toISOString(),
        profile: { uuid: profile.uuid },
        recipients: {
          users: [{ uuid: owner.uuid, name: owner.username }],
          groups: [{ uuid: group.uuid }],
          channels: ['internal'],
          reachesNobody: false,
        },
      },
      repeatCount: 1,
    });
    expect(first.firingId).toBe((await scene.firingsOf(due))[0].firingId);
    expect((await row(replaced)).replacedBy).toEqual([successor]);
    expect(await row(replaced)).toMatchObject({ state: 'replaced', nextNotice: null });
    expect(await row(upcoming)).toMatchObject({
      state: 'upcoming',
      dueSince: null,
      dueFrom: clock.in(15 * dayMs).toISOString(),
      // Its owner is the administrator who uploaded it.
      nextNotice: { step: 'P14D', at: clock.in(31 * dayMs).toISOString() },
    });

    for (const [query, expected] of [
      ['state=due', [due]],
      ['state=replaced', [replaced]],
      ['state=upcoming&within=P60D', [upcoming]],
      [`owner=${owner.uuid}`, [due]],
      [`group=${group.uuid}`, [due]],
      ['text=VIEW-repl', [replaced]],
      ['limit=1&within=P60D', [ended, due, replaced, upcoming]],
      ['limit=1&within=P60D&state=upcoming', [upcoming]],
      ['within=P11D', [ended, due]],
    ] as const) {
      expect({ query, found: uuidsOf(await listed(query)) }).toEqual({ query, found: expected });
    }
    const elsewhere = await product().call('get', '/expiring?limit=1');
    await product().call('get', `/expiring?limit=1&state=due&cursor=${elsewhere.body.nextCursor}`).expect(422);
    await product().call('get', '/expiring?within=soon').expect(422);
    await product().call('get', `/expiring/${successor}`).expect(200);
    await product().call('get', '/expiring/00000000-0000-4000-8000-00000000abcd').expect(404);
  });

  it('shows names to those only who may read them', async () => {
    await watching();
    const uuid = await scene.stored(clock.in(10 * dayMs));
    const blind = await scene.person(['expiring:read']);
    const seen = await product().call('get', `/expiring/${uuid}`, blind.key).expect(200);
    expect(seen.body.owner).toEqual({ uuid: expect.any(String), name: null });
    expect(seen.body.nextNotice.profile.name).toBeNull();
    expect(seen.body.nextNotice.recipients.users).toEqual([{ uuid: seen.body.owner.uuid, name: null }]);
    expect(JSON.stringify(seen.body)).not.toContain((await row(uuid)).owner.name);
    const stranger = await scene.person(['certificates:read']);
    await product().call('get', '/expiring', stranger.key).expect(403);
    await product().call('get', '/expiring/summary', stranger.key).expect(403);
  });
});

describe('an acknowledgement', () => {
  it('rests the notices of the cycle, is told in the history, and is taken back', async () => {
    await watching();
    const uuid = await scene.stored(clock.in(10 * dayMs));
    const path = `/expiring/${uuid}/acknowledge`;
    const person = await scene.person(['expiring:read', 'expiring:write', 'users:read']);
    const taken = await post(path, { comment: 'ordered' }, person.key).expect(200);
    expect(taken.body).toMatchObject({
      state: 'acknowledged',
      acknowledged: { by: { uuid: person.uuid, name: person.username }, comment: 'ordered', until: null },
      nextNotice: null,
    });
    await scene.scan();
    expect(await row(uuid)).toMatchObject({ lastNotice: null, nextNotice: null });
    expect(uuidsOf(await listed('state=acknowledged'))).toEqual([uuid]);
    expect(uuidsOf(await listed('state=due'))).toEqual([]);

    const back = await product().call('delete', path, person.key).expect(200);
    expect(back.body).toMatchObject({ state: 'due', acknowledged: null, nextNotice: { step: 'P14D' } });
    await product().call('delete', path, person.key).expect(409);
    clock.advance(hourMs);
    await scene.scan();
    expect((await row(uuid)).lastNotice).toMatchObject({ step: 'P14D' });
    const { items } = await scene.read(`/certificates/${uuid}/history`);
    expect(items.map(({ event }: any) => event)).toEqual(expect.arrayContaining(['acknowledge', 'unacknowledge']));
    expect(items.find(({ event }: any) => event === 'acknowledge')).toMatchObject({
      createdBy: { uuid: person.uuid, name: person.username },
      additionalInformation: { cycle: 1, comment: 'ordered', until: null },
    });
  });

  it('until a moment, notices go on from there', async () => {
    await watching();
    const uuid = await scene.stored(clock.in(10 * dayMs));
    const until = clock.in(2 * dayMs);
    const taken = await post(`/expiring/${uuid}/acknowledge`, { until }).expect(200);
    expect(taken.body.nextNotice).toMatchObject({ at: until.toISOString(), step: 'P14D' });
    clock.advance(2 * dayMs);
    await scene.scan();
    expect((await row(uuid)).lastNotice).toMatchObject({ step: 'P14D' });
  });

  it('is refused where nothing is due', async () => {
    const upcoming = await scene.stored(clock.in(50 * dayMs));
    const due = await scene.stored(clock.in(5 * dayMs));
    const reader = await scene.person(['expiring:read']);
    await post(`/expiring/${upcoming}/acknowledge`).expect(409);
    await post(`/expiring/${due}/acknowledge`, { until: clock.in(-1) }).expect(422);
    await post(`/expiring/${due}/acknowledge`, { comment: 'x'.repeat(1001) }).expect(422);
    await post(`/expiring/${due}/acknowledge`, {}, reader.key).expect(403);
    await scene.patch(due, { archived: true });
    await post(`/expiring/${due}/acknowledge`).expect(404);
  });
});

describe('folded firings in the event viewer', () => {
  it('show how often and when last, in the list and in the detail', async () => {
    await watching();
    const uuid = await scene.stored(clock.in(10 * dayMs));
    await scene.scan();
    for (let count = 0; count < 3; count += 1) {
      clock.advance(hourMs);
      await scene.scan();
    }
    const firings = await scene.firingsOf(uuid);
    expect(firings[0].repeatCount).toBeGreaterThan(1);
    expect(firings[0].lastFiredAt).toBe(clock.now().toISOString());
    expect(await scene.firing(firings[0].firingId)).toMatchObject({
      repeatCount: firings[0].repeatCount,
      lastFiredAt: clock.now().toISOString(),
    });
    expect(await row(uuid)).toMatchObject({
      firingId: firings[0].firingId,
      repeatCount: firings[0].repeatCount,
      lastFiredAt: clock.now().toISOString(),
    });
    const fired = firings.reduce((sum: number, { repeatCount }: any) => sum + repeatCount, 0);
    expect(fired).toBe(4);
  });
});

describe('the summary', () => {
  it('counts by week, days, owner, group and RA profile', async () => {
    const owner = await scene.person(['certificates:read']);
    const group = await scene.group();
    const profile = await scene.raProfile();
    await scene.stored(clock.in(0.5 * dayMs), { patch: { owner: owner.uuid, groups: [group.uuid] } });
    await scene.stored(clock.in(6 * dayMs), { patch: { owner: owner.uuid, raProfile: profile.uuid } });
    await scene.stored(clock.in(50 * dayMs), { patch: { groups: [group.uuid] } });
    const summary = await scene.read('/expiring/summary');
    expect(summary).toMatchObject({ total: { certificates: 3, due: 2 }, replaced: 0, isCut: false });
    const of = (list: any[], uuid: string | null) => list.find((one) => one.uuid === uuid);
    expect(of(summary.byOwner, owner.uuid)).toEqual({
      uuid: owner.uuid,
      name: owner.username,
      certificates: 2,
      due: 2,
      expired: 0,
    });
    expect(of(summary.byGroup, group.uuid)).toMatchObject({ certificates: 2, due: 1, expired: 0 });
    expect(of(summary.byRaProfile, profile.uuid)).toMatchObject({ certificates: 1, due: 1, expired: 0 });
    expect(summary.byRemaining.filter(({ certificates }: any) => certificates > 0)).toEqual([
      { days: 1, certificates: 1, due: 1, expired: 0 },
      { days: 7, certificates: 1, due: 1, expired: 0 },
      { days: 60, certificates: 1, due: 0, expired: 0 },
    ]);
    expect(summary.byWeek.reduce((sum: number, { certificates }: any) => sum + certificates, 0)).toBe(3);
    expect(summary.byWeek.every(({ week }: any) => /^\d{4}-W\d\d$/.test(week))).toBe(true);
  });
});
