import { productOfFile } from '../support/product';
import { createClock, createExpirationScene, dayMs } from './scene';

const clock = createClock('2030-01-10T08:20:00Z');
const product = productOfFile(() => ({ adjustments: { now: clock.now } }));
const scene = createExpirationScene(product, clock);

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

async function uuidsOf(path: string): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | null = null; ;) {
    const page: any = await scene.read(cursor === null ? path : `${path}&cursor=${cursor}`);
    found.push(...page.items.map((item: any) => item.certificate?.uuid ?? item.uuid));
    cursor = page.nextCursor;
    if (cursor === null) return found.sort();
  }
}

describe('certificates that nobody would be told about', () => {
  const sorted = (...uuids: string[]) => [...uuids].sort();

  it('are found in both lists, counted, and shown as such', async () => {
    const profile = await scene.profile({
      recipientType: 'owner',
      channels: [{ type: 'email' }],
      escalationSteps: [{ before: 'P30D' }, { before: 'P7D' }],
    });
    await scene.watchFor({ actions: [await scene.tells([profile])] });
    const owner = await scene.person([], { email: 'owner@certloom.example' });
    const mute = await scene.person([]);
    const told = await scene.stored(clock.in(10 * dayMs), { patch: { owner: owner.uuid } });
    const quiet = await scene.stored(clock.in(11 * dayMs), { patch: { owner: mute.uuid } });
    const upcoming = await scene.stored(clock.in(80 * dayMs), { patch: { owner: null } });
    const known = await scene.stored(clock.in(12 * dayMs), { patch: { owner: null } });
    const aside = await scene.stored(clock.in(13 * dayMs), { patch: { owner: null, archived: true } });
    await product().call('post', `/expiring/${known}/acknowledge`).send({}).expect(200);

    expect(await uuidsOf('/expiring?reachesNobody=true')).toEqual([quiet]);
    expect(await uuidsOf('/expiring?reachesNobody=true&within=P90D&limit=1')).toEqual(sorted(quiet, upcoming));
    expect(await uuidsOf('/expiring?reachesNobody=false')).toEqual(sorted(told, known));
    expect(await uuidsOf('/certificates?reachesNobody=true&limit=2')).toEqual(sorted(quiet, upcoming));
    expect(await uuidsOf('/certificates?reachesNobody=false')).toEqual(sorted(told, known, aside));
    const counted = await scene.read('/certificates?reachesNobody=true&count=true&limit=1');
    expect(counted.total).toMatchObject({ value: 2, relation: 'exact' });
    expect(await uuidsOf('/certificates?reachesNobody=true&state=revoked')).toEqual([]);
    expect((await scene.read(`/expiring/${quiet}`)).reachesNobody).toBe(true);
    expect((await scene.read(`/expiring/${told}`)).reachesNobody).toBe(false);
    expect((await scene.read('/expiring/summary')).reachingNobody).toMatchObject({ certificates: 1, isCut: false });
  });

  it('are none once a later step reaches somebody, or a condition that holds only near the end', async () => {
    const owner = await scene.person([], { email: 'last@certloom.example' });
    const late = await scene.profile({
      recipientType: 'owner',
      channels: [{ type: 'email' }],
      escalationSteps: [
        { before: 'P30D' },
        { before: 'P1D', addRecipients: [{ recipientType: 'user', recipients: [owner.uuid] }] },
      ],
    });
    const condition = { source: 'property', field: 'NOT_AFTER', operator: 'IN_NEXT', value: 'P2D' };
    await scene.watchFor({ actions: [await scene.tells([late], { condition })] });
    expect(await uuidsOf('/expiring?reachesNobody=true&within=P90D')).toEqual([]);
  });
});

it('a certificate says which steps come too early for it, and what is no address', async () => {
  const contact = await scene.attribute({ name: 'contact', resources: ['certificates'] });
  const profile = await scene.profile({
    recipientType: 'object',
    recipientAttribute: contact.name,
    channels: [{ type: 'email' }],
    escalationSteps: [{ before: 'P60D' }, { before: 'P30D' }, { before: 'P7D' }],
  });
  await scene.watchFor({ actions: [await scene.tells([profile])] });
  const uuid = await scene.stored(clock.in(10 * dayMs), {
    notBefore: clock.in(-37 * dayMs),
    patch: { customAttributes: [{ name: contact.name, content: [{ data: 'a@certloom.example; the web team' }] }] },
  });
  const { streams } = await scene.read(`/expiring/${uuid}`);
  expect(streams[0].warnings.map(({ code, step }: any) => [code, step])).toEqual([
    ['step_never_reached', 'P60D'],
    ['step_never_reached', 'P30D'],
  ]);
  expect(streams[0].next.recipients).toMatchObject({
    addresses: ['a@certloom.example'],
    unusable: ['the web team'],
    reachesNobody: false,
  });
});

it('a profile says which of its recipients get nothing, when it is saved and whenever it is read', async () => {
  const mute = await scene.person([]);
  const group = await scene.group();
  const profile = await scene.profile({
    recipientType: 'user',
    recipients: [mute.uuid],
    channels: [{ type: 'email' }],
    escalationSteps: [{ before: 'P7D', addRecipients: [{ recipientType: 'group', recipients: [group.uuid] }] }],
  });
  const expected = [
    ['recipient_unusable', '/recipients/0'],
    ['recipient_unusable', '/escalationSteps/0/addRecipients/0/recipients/0'],
    ['reaches_nobody', undefined],
  ];
  const told = ({ warnings }: any) => warnings.map(({ code, pointer }: any) => [code, pointer]);
  expect(told(profile)).toEqual(expected);
  const path = `/notification-profiles/${profile.uuid}`;
  expect(told(await scene.read(path))).toEqual(expected);
  const blind = await scene.person(['notification-profiles:read']);
  const seen = await product().call('get', path, blind.key).expect(200);
  expect(JSON.stringify(seen.body.warnings)).not.toMatch(/mail address|members/);
  await scene.change(`/groups/${group.uuid}`, ({ name, description, members }) => ({
    ...{ name, description, members },
    email: 'team@certloom.example',
  }));
  expect(told(await scene.read(path))).toEqual(expected.slice(0, 1));
});
