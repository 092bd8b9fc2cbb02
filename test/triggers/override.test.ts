import { createScene, eventually } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

/** Sets at several places, seen through an event that really occurs: the first validation of a certificate. */
const event = 'certificate_status_changed';
const product = productOfFile();
const scene = createScene(product);

let groups: { A: any; B: any };
let profiles: { own: any; empty: any };
let mark: any;

const trigger = (name: string, more: object = {}) =>
  scene.make('/triggers', {
    ...{
      name,
      event,
      kind: 'action',
      actions: [{ id: 'a', type: 'setCustomAttribute', name: mark.name, content: [{ data: name }] }],
    },
    ...more,
  });

async function put(path: string, body: object): Promise<void> {
  const before = await product().call('get', path);
  const request = product().call('put', path);
  if (before.status === 200) request.set('If-Match', before.headers['etag'] as string);
  const { status } = await request.send(body);
  expect([200, 201]).toContain(status);
}
const setAt = (place: string, actions: readonly any[], ignore: readonly any[] = []) =>
  put(`/trigger-sets/${event}${place}`, {
    actions: actions.map(({ uuid }) => uuid),
    ignore: ignore.map(({ uuid }) => uuid),
  });
const policy = (overridePolicy: string) =>
  scene.change(`/events/${event}/settings`, ({ revision: _revision, event: _event, ...current }) => ({
    ...current,
    overridePolicy,
  }));

/** Uploads a certificate with these categories and validates it; gives its firing, with the certificate's uuid. */
async function validated(categories: object): Promise<any> {
  const { body } = await scene.upload(buildCertificate({})).expect(201);
  await product().call('patch', `/certificates/${body.uuid}`).set('If-Match', '*').send(categories).expect(200);
  await product().call('post', `/certificates/${body.uuid}/validate`).expect(200);
  const query = `event=${event}&resource=certificates&objectUuid=${body.uuid}`;
  const row = await eventually('the firing', async () => {
    const { items } = await scene.read(`/event-history?${query}`);
    return items[0]?.status !== 'running' && items[0];
  });
  return { ...(await scene.read(`/event-history/${row.firingId}`)), certificate: body.uuid };
}
const names = (firing: any) => firing.triggers.map(({ name }: any) => name);

beforeAll(async () => {
  mark = await scene.attribute({ resources: ['certificates'] });
  // Made in the other order: the name decides.
  const B = await scene.group({ name: 'group b' });
  groups = { A: await scene.group({ name: 'group a' }), B };
  profiles = { own: await scene.raProfile(), empty: await scene.raProfile() };
  const both = await trigger('on A and platform');
  await setAt(`/groups/${groups.A.uuid}`, [await trigger('on A'), both]);
  await setAt(`/groups/${groups.B.uuid}`, [await trigger('on B')]);
  await setAt(`/raProfiles/${profiles.own.uuid}`, [await trigger('on RA profile')]);
  await setAt(`/raProfiles/${profiles.empty.uuid}`, []);
  const never = await trigger('ignored by owner', {
    ...{ kind: 'ignore', actions: [] },
    condition: { source: 'property', field: 'OWNER', operator: 'EMPTY' },
  });
  await setAt('', [both, await trigger('on platform')], [never]);
});

const everywhere = () => ({ groups: [groups.B.uuid, groups.A.uuid], raProfile: profiles.own.uuid });

it('F04 runs only the sets of the groups, in the order of their names, and applies what they set', async () => {
  await policy('replace');
  const firing = await validated(everywhere());
  expect(names(firing)).toEqual(['on A', 'on A and platform', 'on B']);
  expect(firing).toMatchObject({ status: 'finished', outcome: 'performed' });
  expect(await scene.valuesOf(firing.certificate, mark)).toEqual(['on B']);
});

it('F05 F08 runs all of them under combine, each trigger once, and any ignore match stops all', async () => {
  await policy('combine');
  const firing = await validated(everywhere());
  expect(names(firing)).toEqual([
    'ignored by owner',
    'on A',
    'on A and platform',
    'on B',
    'on RA profile',
    'on platform',
  ]);
  expect(firing.outcome).toBe('performed');
  const ignored = await validated({ ...everywhere(), owner: null });
  expect(ignored.outcome).toBe('ignored');
  expect(await scene.valuesOf(ignored.certificate, mark)).toBeUndefined();
});

it('F06 falls through to the RA profile and the platform, and an empty set overrides to nothing', async () => {
  await policy('replace');
  expect(names(await validated({ raProfile: profiles.own.uuid }))).toEqual(['on RA profile']);
  expect(names(await validated({}))).toEqual(['ignored by owner', 'on A and platform', 'on platform']);
  const nothing = await validated({ raProfile: profiles.empty.uuid });
  expect([names(nothing), nothing.outcome]).toEqual([[], 'unmatched']);
});
