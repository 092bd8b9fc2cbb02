import { productOfFile } from '../support/product';
import { createClock, createExpirationScene, dayMs, hourMs } from './scene';

const clock = createClock('2030-01-10T08:20:00Z');
const product = productOfFile(() => ({ adjustments: { now: clock.now } }));
const scene = createExpirationScene(product, clock);

async function send(method: 'post' | 'delete', certificate: string, path: string, body: object = {}): Promise<void> {
  const response = await scene.revise(method, certificate, { path, body });
  expect({ path, status: response.status, ok: response.status < 300 }).toMatchObject({ ok: true });
}

interface Loss {
  readonly name: string;
  readonly lose: (successor: string, predecessor: string) => Promise<void>;
  /** What the predecessor's relations show of the successor afterwards. */
  readonly left: readonly object[];
}

const losses: readonly Loss[] = [
  {
    name: 'archived',
    lose: (successor) => scene.patch(successor, { archived: true }),
    left: [{ certificate: { archived: true } }],
  },
  { name: 'deleted', lose: (successor) => send('delete', successor, ''), left: [] },
  {
    name: 'revoked',
    lose: (successor) => send('post', successor, '/revoked', { reason: 'superseded' }),
    left: [{ certificate: { state: 'revoked' } }],
  },
  {
    name: 'no longer related',
    async lose(_successor, predecessor) {
      const { successors } = await scene.read(`/certificates/${predecessor}/relations`);
      await send('delete', predecessor, `/relations/${successors[0].uuid}`);
    },
    left: [],
  },
];

it.each(losses)('a successor that is $name: the view shows it at once, the next scan tells again', async (loss) => {
  const subject = `lost-${loss.name.replaceAll(' ', '-')}`;
  const profile = await scene.profile({
    recipientType: 'owner',
    channels: [{ type: 'internal' }],
    escalationSteps: [{ before: 'P14D' }],
  });
  await scene.watchFor({ actions: [await scene.tells([profile])] });
  const uuid = await scene.stored(clock.in(10 * dayMs), { subject });
  const row = () => scene.read(`/expiring/${uuid}`);
  const notices = async () => (await scene.read(`/deliveries?profile=${profile.uuid}`)).items;

  await scene.scan();
  expect(await row()).toMatchObject({ state: 'due', cycle: 1, lastNotice: { step: 'P14D' } });
  const successor = await scene.stored(clock.in(300 * dayMs), { subject, notBefore: clock.in(-dayMs) });
  clock.advance(hourMs);
  expect(await scene.scan()).toMatchObject({ due: 0, replaced: 1 });
  expect(await row()).toMatchObject({ state: 'replaced', replacedBy: [successor], cycle: 2, nextNotice: null });

  await loss.lose(successor, uuid);
  expect(await row()).toMatchObject({ state: 'due', replacedBy: [], cycle: 2, acknowledged: null });
  // Told anew: no notice of this cycle is there, and the next one is due now.
  expect(await row()).toMatchObject({ lastNotice: null, nextNotice: { step: 'P14D', at: clock.now().toISOString() } });
  expect((await scene.read(`/certificates/${uuid}/relations`)).successors).toMatchObject(loss.left);
  expect(await notices()).toHaveLength(1);

  clock.advance(hourMs);
  expect(await scene.scan()).toMatchObject({ due: 1, replaced: 0, fired: 1 });
  expect(await row()).toMatchObject({ state: 'due', cycle: 2, lastNotice: { step: 'P14D' } });
  const told = await notices();
  expect(told.map(({ status }: { status: string }) => status)).toEqual(['delivered', 'delivered']);
  expect(new Set(told.map(({ deliveryId }: { deliveryId: string }) => deliveryId)).size).toBe(2);
  clock.advance(hourMs);
  expect(await scene.scan()).toMatchObject({ due: 1, replaced: 0, folded: 1 });
  expect(await notices()).toHaveLength(2);
  // The certificates of one test are over when the next begins.
  await scene.leaveBehind(400 * dayMs);
});
