import { randomBytes } from 'node:crypto';
import { eventually } from '../acceptance/scene';
import { createFixtureKey } from '../hostile/certificate-builder';
import { createClock, createExpirationScene, dayMs, hourMs, receiverAndProduct } from './scene';

const clock = createClock('2030-01-10T08:20:00Z');
const { product, hook } = receiverAndProduct(clock);
const scene = createExpirationScene(product, clock);

afterEach(async () => {
  // The certificates of one test are over when the next begins, and told of for the last time.
  await scene.leaveBehind(400 * dayMs);
  hook().calls.length = 0;
});

const secret = `whsec_${randomBytes(24).toString('base64')}`;
const webhook = () => ({ type: 'webhook', url: hook().url, secrets: [secret] });
const told = () =>
  hook().calls.map(({ body }) => JSON.parse(body.toString('utf8')).data.data.certificateUuid as string);

/** A trigger that tells a webhook, by these rules. */
async function watching(rules: object = {}): Promise<{ uuid: string }> {
  const profile = await scene.profile({ recipientType: 'none', channels: [webhook()], ...rules });
  await scene.watchFor({ actions: [await scene.tells([profile])] });
  return profile;
}

describe('what is due', () => {
  it('X01 X02 of 29, 31 and -1 days the first, and the last for the last time; thresholds of RA profiles count before', async () => {
    await watching();
    const long = await scene.raProfile({ expiringThreshold: 'P60D' });
    const short = await scene.raProfile({ expiringThreshold: 'P10D' });
    const due = await scene.stored(clock.in(29 * dayMs));
    await scene.stored(clock.in(31 * dayMs));
    const ended = await scene.stored(clock.in(-dayMs));
    const wide = await scene.stored(clock.in(50 * dayMs), { patch: { raProfile: long.uuid } });
    await scene.stored(clock.in(20 * dayMs), { patch: { raProfile: short.uuid } });
    expect(await scene.scan()).toMatchObject({ due: 2, fired: 3, ended: 1 });
    expect(told().sort()).toEqual([due, ended, wide].sort());
    // Nothing vouches for their issuers, and the status was never checked.
    expect((await scene.read(`/certificates/${due}`)).validationStatus).not.toBe('valid');
  });

  it('counts the later of threshold and part of the lifetime', async () => {
    await watching();
    const profile = await scene.raProfile({ expiringThresholdPercent: 20 });
    const patch = { raProfile: profile.uuid };
    // Ten days long: due in its last two days only.
    const notBefore = clock.in(-7 * dayMs);
    await scene.stored(clock.in(3 * dayMs), { notBefore, patch });
    expect(await scene.scan()).toMatchObject({ due: 0 });
    clock.advance(dayMs + hourMs);
    expect(await scene.scan()).toMatchObject({ due: 1 });
  });

  it.each([
    ['issued', {}, true],
    ['revoked', { revoked: true }, false],
    ['archived', { archived: true }, false],
    ['ending before', { days: 5 }, false],
    ['expiring itself', { days: 20, beginsIn: -300 }, false],
    ['beginning after the end', { days: 400, beginsIn: 11 }, false],
  ])(
    'X03 a successor that is %s',
    async (_name, { revoked, archived, days = 400, beginsIn = -1 }: Successor, silences) => {
      await watching();
      const [subject, key] = [`x03-${_name}`, createFixtureKey('ec')];
      const predecessor = await scene.stored(clock.in(10 * dayMs), { subject, sans: [`${days}.example.org`], key });
      const successor = await scene.stored(clock.in(days * dayMs), {
        subject,
        sans: [`${days}.example.org`],
        notBefore: clock.in(beginsIn * dayMs),
      });
      if (revoked === true) await revoke(successor);
      if (archived === true) await scene.patch(successor, { archived: true });
      await scene.scan();
      expect(told().includes(predecessor)).toBe(!silences);
    },
  );

  it('X05 fires once with two relations', async () => {
    await watching();
    const subject = 'x05';
    const predecessor = await scene.stored(clock.in(10 * dayMs), { subject, sans: ['x05.example.org'] });
    for (const days of [12, 14]) {
      await scene.stored(clock.in(days * dayMs), {
        subject,
        sans: ['x05.example.org'],
        notBefore: clock.in(-dayMs * (320 - days)),
      });
    }
    // They are looked for beside the answer of an upload.
    await eventually('two relations', async () => {
      const { predecessors, successors } = await scene.read(`/certificates/${predecessor}/relations`);
      return predecessors.length + successors.length >= 2;
    });
    await scene.scan();
    expect(await scene.firingsOf(predecessor)).toHaveLength(1);
    expect(told().filter((uuid) => uuid === predecessor)).toHaveLength(1);
  });

  it('fires once in an hour, however often it runs', async () => {
    await watching();
    const uuid = await scene.stored(clock.in(10 * dayMs));
    expect(await scene.scan()).toMatchObject({ fired: 1 });
    clock.advance(60_000);
    expect(await scene.scan()).toMatchObject({ due: 1, fired: 0, folded: 0 });
    clock.advance(hourMs);
    expect(await scene.scan()).toMatchObject({ fired: 1 });
    expect(await scene.firingsOf(uuid)).toHaveLength(2);
    expect(told()).toEqual([uuid, uuid]);
  });
});

describe('firings', () => {
  it('X10 folds uneventful ones into one row', async () => {
    await watching({ repetitions: 1 });
    const uuid = await scene.stored(clock.in(10 * dayMs));
    for (let hour = 0; hour < 5; hour += 1) {
      await scene.scan();
      clock.advance(hourMs);
    }
    const rows = await scene.firingsOf(uuid);
    expect(rows.map(({ repeatCount }) => repeatCount)).toEqual([5]);
    expect(told()).toEqual([uuid]);
  });

  it('changes the certificate in one write with history, and looks at sets of groups first', async () => {
    const [group, other] = [await scene.group(), await scene.group()];
    const attribute = await scene.attribute();
    const value = (text: string) => ({ type: 'setCustomAttribute', name: attribute.name, content: [{ data: text }] });
    const event = 'certificate_expiring';
    await scene.watchFor({ actions: [await scene.act([value('platform')], { event })] });
    const ofGroup = await scene.act([value('group'), { type: 'setGroups', groups: [other.uuid], mode: 'add' }], {
      event,
    });
    await scene.watchFor({ actions: [ofGroup] }, { resource: 'groups', uuid: group.uuid });
    const inside = await scene.stored(clock.in(5 * dayMs), { patch: { groups: [group.uuid] } });
    const outside = await scene.stored(clock.in(5 * dayMs));
    await scene.scan();
    expect(await scene.valuesOf(inside, attribute)).toEqual(['group']);
    expect(await scene.valuesOf(outside, attribute)).toEqual(['platform']);
    expect((await scene.read(`/certificates/${inside}`)).groups.sort()).toEqual([group.uuid, other.uuid].sort());
    const { items } = await scene.read(`/certificates/${inside}/history`);
    expect(items.map((entry: { event: string }) => entry.event)).toEqual(
      expect.arrayContaining(['updateGroups', 'updateCustomAttributes']),
    );
  });

  it('an ignore trigger ends the firing', async () => {
    const profile = await scene.profile({ recipientType: 'none', channels: [webhook()] });
    const ignore = await scene.ignore({ event: 'certificate_expiring' });
    await scene.watchFor({ ignore: [ignore], actions: [await scene.tells([profile])] });
    const uuid = await scene.stored(clock.in(5 * dayMs));
    await scene.scan();
    expect(await scene.firingsOf(uuid)).toMatchObject([{ outcome: 'ignored', status: 'finished' }]);
    expect(told()).toEqual([]);
  });
});

interface Successor {
  readonly revoked?: boolean;
  readonly archived?: boolean;
  readonly days?: number;
  readonly beginsIn?: number;
}

async function revoke(uuid: string): Promise<void> {
  expect((await scene.revoke(uuid, { reason: 'superseded' })).status).toBe(200);
}
