import { inDays, noticeOf, profileOf, start } from '../../../test/support/builders';
import { toDeliveries, toDigestItems } from './delivery-rows';
import type { SendTurn } from './turns';

const input = {
  firingId: 'f1',
  event: 'certificate_expiring',
  actionKey: 'f1/t1/a1',
  actionId: 'a1',
  triggerUuid: 't1',
  profiles: ['p1'],
};
const pace = { giveUpMs: 60_000 };
const to = (value: string) => ({ channel: 'email' as const, recipient: { kind: 'address' as const, value } });
const turn = (change: Partial<SendTurn> = {}): SendTurn => ({
  kind: 'send',
  plan: { deliveries: [to('ann@example.com'), to('bob@example.com')] },
  notice: null,
  cycle: null,
  ...change,
});
const claim = { cycle: 1, step: 'P7D', number: 2 };

describe('rows of the ledger', () => {
  it('name who asked and the version of the profile, and hold the same text for each', () => {
    const rows = toDeliveries(input, profileOf('p1', { version: 4 }), noticeOf('f1'), turn(), start, pace);
    expect(rows.map(({ recipient }) => recipient.value)).toEqual(['ann@example.com', 'bob@example.com']);
    expect(rows[0]).toMatchObject({
      profileVersion: 4,
      status: 'queued',
      origins: [{ trigger: 't1', actionId: 'a1', actionKey: 'f1/t1/a1' }],
    });
    expect(rows[0]!.message).toBe(rows[1]!.message);
  });

  it('of who decides by the link keep what makes it, and not the link', () => {
    const data = { approvalUuid: 'a-1', expiryAt: inDays(2).toISOString() };
    const envelope = { ...noticeOf('f1').envelope, event: 'approval_requested', data };
    const plan = { deliveries: [{ ...to('ann@example.com'), decider: 'u-ann' }, to('bob@example.com')] };
    const notice = noticeOf('f1', { envelope, certificate: null });
    const [ann, bob] = toDeliveries(input, profileOf('p1'), notice, turn({ plan }), start, pace).map(
      ({ message }) => message!,
    );
    expect(ann!.personal).toEqual({
      ...{ approval: 'a-1', user: 'u-ann', until: inDays(2), insteadOf: notice.pageUrl },
    });
    expect(bob).not.toHaveProperty('personal');
    for (const { text, html } of [ann!, bob!]) {
      expect(text).toContain(notice.pageUrl);
      expect(html).toContain(notice.pageUrl);
    }
    expect([ann!.text, ann!.html]).toEqual(Array(2).fill(expect.stringContaining('do not forward this message')));
    expect(`${bob!.text}${bob!.html}`).not.toContain('forward');
  });

  it.each([
    { name: 'of a firing, without a claim', claims: [null, null], firings: ['f1', 'f2'], same: false },
    { name: 'of the claimed notice, whatever the firing', claims: [claim, claim], firings: ['f1', 'f2'], same: true },
    { name: 'of each number', claims: [claim, { ...claim, number: 3 }], firings: ['f1', 'f1'], same: false },
  ])('have keys $name', ({ claims, firings, same }) => {
    const keys = firings.map((firingId, index) => {
      const notice = claims[index] ?? null;
      return toDeliveries(
        { ...input, firingId },
        profileOf('p1'),
        noticeOf(firingId),
        turn({ notice }),
        start,
        pace,
      )[0]!.id;
    });
    expect(new Set(keys).size).toBe(same ? 1 : 2);
  });

  it('are held until the quiet hours end', () => {
    const quietHours = { timeZone: 'UTC', from: '22:00', to: '06:00', days: [] };
    const [row] = toDeliveries(input, profileOf('p1', { quietHours }), noticeOf('f1'), turn(), start, pace);
    expect(row).toMatchObject({ status: 'held', nextAttemptAt: new Date('2030-01-01T06:00:00Z') });
  });

  it('open an incident only where receivers keep one', () => {
    const plan = { deliveries: [to('ann@example.com'), { channel: 'pagerDuty' as const, recipient: none }] };
    const profile = profileOf('p1', { channels: [{ type: 'email' }] });
    const [mail, page] = toDeliveries(
      input,
      profile,
      noticeOf('f1'),
      turn({ plan, notice: claim, cycle: 1 }),
      start,
      pace,
    );
    expect(mail!.incident).toBeUndefined();
    expect(page!.incident).toMatchObject({ action: 'trigger', certificate: 'c1', cycle: 1 });
    expect(page!.message?.dedupKey).toBe(page!.incident?.key);
  });
});

const none = { kind: 'none', value: null } as const;

it('items of digests have the key that a delivery would have, and one group a recipient', () => {
  const subject = { certificate: 'c1', firingId: 'f1', at: start, notBefore: inDays(-80), notAfter: inDays(10) };
  const profile = profileOf('p1');
  const items = toDigestItems(input, profile, noticeOf('f1'), turn({ notice: claim }), subject, start);
  const rows = toDeliveries(input, profile, noticeOf('f1'), turn({ notice: claim }), start, pace);
  expect(items.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  expect(items[0]).toMatchObject({ state: 'waiting', certificate: 'c1', cycle: 1, step: 'P7D', number: 2 });
  expect(new Set(items.map(({ group }) => group)).size).toBe(2);
});
