import { createNotices } from '../../src/services/notifications/notices';
import type { ChannelSenders } from '../../src/delivery/channels/channel';
import type { SendResult } from '../../src/delivery/send-result';
import { attemptTimes } from '../../src/delivery/attempt';
import { startHttpReceiver, type HttpReceiver } from './support/http-receiver';
import { createLedgerWorld, pace, type LedgerWorld } from './support/ledger';
import { startMailCatcher, type MailCatcher } from './support/smtp';

let mail: MailCatcher;
let hook: HttpReceiver;
let world: LedgerWorld;

beforeAll(async () => {
  mail = await startMailCatcher();
  hook = await startHttpReceiver();
  world = await createLedgerWorld(`smtp://127.0.0.1:${mail.port}?tls=none`);
});

afterAll(async () => {
  await world.close();
  await mail.close();
  await hook.close();
});

beforeEach(() => {
  mail.mails.length = 0;
  hook.calls.length = 0;
  mail.onRecipient = () => undefined;
  mail.onMessage = () => undefined;
  hook.answer = () => ({ status: 204 });
});

const recipientsOfMails = () => mail.mails.flatMap(({ to }) => to).sort();

/** The activities of a second worker whose channels the test scripts. */
function workerWith(email: (key: string, signal: AbortSignal) => Promise<SendResult>, deps = world.deps) {
  const senders: ChannelSenders = {
    ...deps.senders,
    email: { type: 'email', send: ({ key }, _settings, signal) => email(key, signal) },
  };
  return createNotices({ ...deps, senders });
}

describe('planning', () => {
  it('N01 twice for one firing is once, and two triggers with one profile share the delivery', async () => {
    const ann = world.person();
    const profile = await world.profile({ recipientType: 'user', recipients: [ann.uuid], frequency: 'P1D' });
    const firing = world.firing();
    const first = await world.open(firing, [profile.uuid]);
    expect(await world.open(firing, [profile.uuid, profile.uuid])).toEqual(first);
    const second = await world.open(firing, [profile.uuid], 'a1', 'other trigger');
    expect(second.ids).toEqual(first.ids);
    await Promise.all([world.send(first.ids), world.send(second.ids)]);
    expect(recipientsOfMails()).toEqual([ann.email]);
    for (const trigger of ['trigger', 'other trigger']) {
      expect(await world.activities.summarizeAction(firing, `${firing}/${trigger}/a1`)).toMatchObject({
        outcome: 'ok',
        open: 0,
        failed: 0,
      });
    }
  });

  it('N01 a non-monitoring event with a frequency notifies at every firing', async () => {
    const ann = world.person();
    const profile = await world.profile({ recipientType: 'user', recipients: [ann.uuid], frequency: 'P1D' });
    for (const firing of [world.firing(), world.firing()]) {
      await world.send((await world.open(firing, [profile.uuid])).ids);
    }
    expect(recipientsOfMails()).toEqual([ann.email, ann.email]);
  });

  it('N05 a group without members and a user without address harm nobody', async () => {
    const valid = world.person();
    const silent = world.person({ email: null });
    const away = world.person({ enabled: false });
    const empty = { uuid: 'empty', name: 'empty', description: '', email: null, members: [], revision: 1 };
    const mixed = { ...empty, uuid: 'mixed', members: [silent.uuid, valid.uuid, away.uuid, 'gone'] };
    world.groups.push(empty, mixed);
    const profile = await world.profile({ recipientType: 'group', recipients: ['empty', 'mixed', 'missing'] });
    const { ids, outcome } = await world.open(world.firing(), [profile.uuid]);
    expect(outcome).toBe('pending');
    expect(await world.send(ids)).toMatchObject({ open: 0, finished: [{ status: 'delivered' }] });
    expect(recipientsOfMails()).toEqual([valid.email]);
  });

  it('N07 nobody resolves: no_recipients, nothing sent, no row; the other profile is sent all the same', async () => {
    const ann = world.person();
    const nobody = await world.profile({ recipientType: 'owner' });
    const reached = await world.profile({ recipientType: 'user', recipients: [ann.uuid] });
    const alone = world.firing();
    expect(await world.open(alone, [nobody.uuid])).toMatchObject({ ids: [], outcome: 'failed', code: 'no_recipients' });
    expect(await world.deliveries.findByFiring(alone)).toEqual([]);
    const both = await world.open(world.firing(), [nobody.uuid, reached.uuid]);
    expect(both).toMatchObject({ outcome: 'failed', code: 'no_recipients' });
    await world.send(both.ids);
    expect(recipientsOfMails()).toEqual([ann.email]);
  });

  it('a profile that is gone fails with target_missing', async () => {
    const opened = await world.open(world.firing(), ['00000000-0000-4000-8000-000000000000']);
    expect(opened).toMatchObject({ ids: [], outcome: 'failed', code: 'target_missing' });
  });

  it('a firing that nothing is known of fails with target_missing', async () => {
    const profile = await world.profile({ recipientType: 'none', channels: [{ type: 'eventLog' }] });
    expect(await world.open('unknown', [profile.uuid])).toMatchObject({ outcome: 'failed', code: 'target_missing' });
  });

  it('keeps the version that was used', async () => {
    const profile = await world.profile({ recipientType: 'none', channels: [{ type: 'eventLog' }], version: 7 });
    const { ids } = await world.open(world.firing(), [profile.uuid]);
    expect(await world.deliveries.find(ids[0]!)).toMatchObject({ profile: profile.uuid, profileVersion: 7 });
  });
});

describe('sending', () => {
  it('N04 two workers claim the same deliveries: each is sent once', async () => {
    const people = Array.from({ length: 25 }, () => world.person());
    const profile = await world.profile({ recipientType: 'user', recipients: people.map(({ uuid }) => uuid) });
    const { ids } = await world.open(world.firing(), [profile.uuid]);
    expect(ids).toHaveLength(25);
    const other = createNotices(world.deps);
    await Promise.all([world.send(ids), world.send(ids, other), world.send([...ids].reverse(), other)]);
    expect(recipientsOfMails()).toEqual(people.map(({ email }) => email).sort());
    expect(new Set(mail.mails.map(({ headers }) => headers.get('message-id')?.[0])).size).toBe(25);
  });

  it('N06 N10 one failing recipient holds up nobody and is retried at its pace until delivered', async () => {
    const [good, bad] = [world.person(), world.person()];
    const profile = await world.profile({ recipientType: 'user', recipients: [good.uuid, bad.uuid] });
    const firing = world.firing();
    const { ids } = await world.open(firing, [profile.uuid]);
    mail.onRecipient = (address) => (address === bad.email ? { code: 451, text: 'try later' } : undefined);
    const summary = () => world.activities.summarizeAction(firing, 'a1');

    const first = await world.send(ids);
    expect(recipientsOfMails()).toEqual([good.email]);
    expect(first).toMatchObject({
      open: 1,
      nextAttemptAt: new Date(world.clock.at.getTime() + pace.initialMs).toISOString(),
    });
    expect(await summary()).toMatchObject({ outcome: 'failed', open: 1, failed: 1 });

    expect((await world.send(ids)).nextAttemptAt).toBe(first.nextAttemptAt);
    world.pass(pace.initialMs);
    await world.send(ids);
    mail.onRecipient = () => undefined;
    world.pass(2 * pace.initialMs);
    expect(await world.send(ids)).toMatchObject({ open: 0, nextAttemptAt: null });
    expect(recipientsOfMails()).toEqual([good.email, bad.email].sort());
    expect(await summary()).toMatchObject({ outcome: 'ok', open: 0, failed: 0 });

    const rows = await world.deliveries.findByFiring(firing);
    const retried = rows.find(({ recipient }) => recipient.value === bad.email)!;
    expect(
      retried.attempts.map(({ result, error }) => [
        result,
        error?.replace(/:\d+ answered/, ' answered').slice(0, 40) ?? null,
      ]),
    ).toEqual([
      ['failed', 'smtp_failed: The mail server 127.0.0.1 a'],
      ['failed', 'smtp_failed: The mail server 127.0.0.1 a'],
      ['delivered', null],
    ]);
    expect(retried).toMatchObject({ attemptCount: 3, possibleRepeat: false, leaseUntil: null, nextAttemptAt: null });
  });

  it('a permanent refusal ends at once', async () => {
    const profile = await world.profile({ recipientType: 'user', recipients: [world.person().uuid] });
    const { ids } = await world.open(world.firing(), [profile.uuid]);
    mail.onRecipient = () => ({ code: 550, text: 'no such mailbox' });
    expect(await world.send(ids)).toMatchObject({ open: 0, finished: [{ status: 'undeliverable' }] });
    expect(await world.deliveries.find(ids[0]!)).toMatchObject({
      attempts: [{ result: 'refused', error: expect.stringContaining('smtp_refused') }],
    });
  });

  it('gives up after the time limit, counted from the first attempt', async () => {
    const profile = await world.profile({ recipientType: 'user', recipients: [world.person().uuid] });
    const { ids } = await world.open(world.firing(), [profile.uuid]);
    const down = workerWith(async () => ({ kind: 'temporary', error: 'down', detail: '', retryAfterMs: null }));
    world.pass(10 * pace.giveUpMs);
    const started = world.clock.at.getTime();
    for (let rounds = 0; rounds < 50; rounds += 1) {
      const { open, nextAttemptAt } = await world.send(ids, down);
      if (open === 0) break;
      world.clock.at = new Date(nextAttemptAt!);
    }
    const row = await world.deliveries.find(ids[0]!);
    expect(row).toMatchObject({ status: 'undeliverable' });
    const ended = row!.finishedAt!.getTime() - started;
    expect(ended).toBeLessThanOrEqual(pace.giveUpMs);
    expect(ended).toBeGreaterThan(pace.giveUpMs - pace.maxMs);
  });

  it('N09 honours Retry-After of a webhook, type none', async () => {
    const profile = await world.profile({ recipientType: 'none', channels: [] });
    await world.profiles.replace(
      { ...profile, channels: [world.webhookTo(hook.url, profile.uuid)], revision: 2 },
      profile.revision,
    );
    const { ids } = await world.open(world.firing(), [profile.uuid]);
    hook.answer = () => ({ status: 503, headers: { 'Retry-After': '5' } });
    const round = await world.send(ids);
    expect(round.nextAttemptAt).toBe(new Date(world.clock.at.getTime() + 5_000).toISOString());
    hook.answer = () => ({ status: 200 });
    world.pass(5_000);
    expect(await world.send(ids)).toMatchObject({ open: 0, finished: [{ status: 'delivered' }] });
    expect(new Set(hook.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(hook.calls[0]!.body).toEqual(hook.calls[1]!.body);
  });

  it('N11 a worker that died while sending: left alone during its lease, then repeated under the same key', async () => {
    const profile = await world.profile({ recipientType: 'user', recipients: [world.person().uuid] });
    const { ids } = await world.open(world.firing(), [profile.uuid]);
    const [id] = ids;
    const lease = new Date(world.clock.at.getTime() + attemptTimes.leaseMs);
    await world.deliveries.lease(id!, 'the dead one', world.clock.at, lease);
    expect(await world.send(ids)).toEqual({ open: 1, nextAttemptAt: lease.toISOString(), finished: [] });
    expect(mail.mails).toEqual([]);
    world.pass(attemptTimes.leaseMs);
    await world.send(ids);
    expect(await world.deliveries.find(id!)).toMatchObject({ status: 'delivered', possibleRepeat: true });
    expect(mail.mails[0]!.headers.get('message-id')).toEqual([`<${id}@certloom.example>`]);
  });

  it('an owner that lost its lease cannot undo a delivery, nor can a late claim', async () => {
    const profile = await world.profile({ recipientType: 'user', recipients: [world.person().uuid] });
    const { ids } = await world.open(world.firing(), [profile.uuid]);
    const [id] = ids;
    const at = world.clock.at;
    await world.deliveries.lease(id!, 'slow', at, new Date(at.getTime() + 1));
    world.pass(10);
    await world.send(ids);
    const attempt = { at, durationMs: 1, result: 'failed', error: 'x' } as const;
    const plan = { nextAttemptAt: at, firstAttemptAt: at, giveUpAt: at, erase: false };
    expect(await world.deliveries.markFailed(id!, 'slow', attempt, plan)).toBe(false);
    expect(await world.deliveries.lease(id!, 'late', world.clock.at, at)).toBeNull();
    await world.deliveries.markDelivered(id!, { ...attempt, result: 'delivered' }, at, false);
    expect(await world.deliveries.find(id!)).toMatchObject({ status: 'delivered', attemptCount: 1 });
  });

  it('N12 a failing record after acceptance does not fail the delivery', async () => {
    const profile = await world.profile({ recipientType: 'user', recipients: [world.person().uuid] });
    const { ids } = await world.open(world.firing(), [profile.uuid]);
    let failures = 2;
    const shaky = createNotices({
      ...world.deps,
      deliveries: {
        ...world.deliveries,
        markDelivered: async (...given) => {
          failures -= 1;
          if (failures >= 0) throw new Error('the database is away');
          return world.deliveries.markDelivered(...given);
        },
      },
    });
    expect(await world.send(ids, shaky)).toMatchObject({ open: 0, finished: [{ status: 'delivered' }] });
    await world.send(ids);
    expect(mail.mails).toHaveLength(1);
    expect(await world.deliveries.find(ids[0]!)).toMatchObject({ status: 'delivered', attemptCount: 1 });
  });

  it('a channel that throws is a fault of ours: recorded, retried, never thrown', async () => {
    const profile = await world.profile({ recipientType: 'user', recipients: [world.person().uuid] });
    const { ids } = await world.open(world.firing(), [profile.uuid]);
    const broken = workerWith(async () => {
      throw new TypeError('secret detail');
    });
    expect(await world.send(ids, broken)).toMatchObject({ open: 1 });
    const row = await world.deliveries.find(ids[0]!);
    expect(row).toMatchObject({ status: 'retrying', attempts: [{ error: expect.stringMatching(/^internal: /) }] });
    expect(JSON.stringify(row)).not.toContain('secret detail');
  });

  it('cancellation gives the row back at once, marked as a possible repeat', async () => {
    const profile = await world.profile({ recipientType: 'user', recipients: [world.person().uuid] });
    const { ids } = await world.open(world.firing(), [profile.uuid]);
    const shutdown = new AbortController();
    const hanging = workerWith(() => {
      setTimeout(() => shutdown.abort(new Error('shutdown')), 20);
      return new Promise(() => undefined);
    });
    await expect(world.send(ids, hanging, shutdown.signal)).rejects.toThrow('shutdown');
    expect(await world.deliveries.find(ids[0]!)).toMatchObject({
      status: 'queued',
      possibleRepeat: true,
      attemptOwner: null,
    });
    expect(await world.send(ids)).toMatchObject({ open: 0 });
  });

  it('a profile or channel that is gone ends the delivery', async () => {
    const gone = await world.profile({ recipientType: 'user', recipients: [world.person().uuid] });
    const changed = await world.profile({ recipientType: 'user', recipients: [world.person().uuid] });
    const { ids } = await world.open(world.firing(), [gone.uuid, changed.uuid]);
    await world.profiles.remove(gone.uuid, 1);
    await world.profiles.replace({ ...changed, channels: [{ type: 'internal' }], revision: 2 }, 1);
    expect(await world.send(ids)).toMatchObject({
      open: 0,
      finished: [{ status: 'undeliverable' }, { status: 'undeliverable' }],
    });
  });
});

describe('rejected uploads', () => {
  const rejected = (uploader: string) =>
    world.firing('certificate_uploaded', { rejected: true, actor: { uuid: uploader, name: 'uploader' } });

  it('tell the uploader and keep no body once delivered', async () => {
    const uploader = world.person();
    const profile = await world.profile({});
    const { ids } = await world.open(rejected(uploader.uuid), [profile.uuid]);
    expect((await world.deliveries.find(ids[0]!))?.message?.text).toContain('CN=sample.example');
    await world.send(ids);
    expect(mail.mails[0]!.raw).toContain('rejected');
    const row = await world.deliveries.find(ids[0]!);
    expect(row).toMatchObject({ status: 'delivered', message: null, recipient: { value: uploader.email } });
    expect(JSON.stringify(row)).not.toContain('sample.example');
  });

  it('keep no body and no words of the receiver once given up', async () => {
    const profile = await world.profile({});
    const { ids } = await world.open(rejected(world.person().uuid), [profile.uuid]);
    mail.onMessage = () => ({ code: 554, text: 'spam: CN=sample.example' });
    await world.send(ids);
    const row = await world.deliveries.find(ids[0]!);
    expect(row).toMatchObject({ status: 'undeliverable', message: null, attempts: [{ error: 'smtp_refused' }] });
    expect(await world.deliveries.requeue(ids[0]!, world.clock.at, world.clock.at)).toBe(false);
  });

  it('are erased after 72 hours even when nobody sends', async () => {
    const profile = await world.profile({});
    const { ids } = await world.open(rejected(world.person().uuid), [profile.uuid]);
    world.pass(71 * 3_600_000);
    expect(await world.deliveries.eraseOverdue(world.clock.at)).toBe(0);
    world.pass(3_600_000);
    expect(await world.deliveries.eraseOverdue(world.clock.at)).toBe(1);
    expect(await world.deliveries.find(ids[0]!)).toMatchObject({ status: 'undeliverable', message: null });
  });
});

describe('by hand and by retention', () => {
  it('redelivery, cancellation and removal', async () => {
    const profile = await world.profile({ recipientType: 'user', recipients: [world.person().uuid] });
    const firing = world.firing();
    const { ids } = await world.open(firing, [profile.uuid]);
    mail.onRecipient = () => ({ code: 550, text: 'no' });
    await world.send(ids);
    expect(await world.deliveries.openIds([firing])).toEqual([]);
    mail.onRecipient = () => undefined;
    expect(await world.deliveries.requeue(ids[0]!, world.clock.at, new Date(world.clock.at.getTime() + 1_000))).toBe(
      true,
    );
    expect(await world.deliveries.openIds([firing])).toEqual(ids);
    expect(await world.deliveries.removeFinished([firing])).toBe(0);
    await world.send(ids);
    expect(mail.mails).toHaveLength(1);
    expect(await world.deliveries.requeue(ids[0]!, world.clock.at, world.clock.at)).toBe(false);

    const other = world.firing();
    const cancelled = await world.open(other, [profile.uuid]);
    await world.deliveries.cancelOpen([other], world.clock.at);
    expect(await world.send(cancelled.ids)).toMatchObject({ open: 0, finished: [{ status: 'cancelled' }] });
    expect(await world.deliveries.removeFinished([firing, other])).toBe(2);
  });
});
