import { certificateOf, directoryOf, noticeOf, profileOf } from '../../../test/support/builders';
import { userOf } from '../../../test/support/user';
import type { NoticeTurn } from './streams';
import { createNoticeTurns, streamSubjectOf } from './turns';

/** The stream offers this turn once it knows that somebody is reached. */
function turnsWith(offered: NoticeTurn, step: string | null = null) {
  let looks = 0;
  const turns = createNoticeTurns({
    streams: { takeTurn: async (_rules, _profile, _subject, reaches) => ((await reaches(step)) ? offered : nobody) },
    people: async () => {
      looks += 1;
      return directoryOf([userOf('ann'), userOf('eve')]);
    },
  });
  return { turns, looks: () => looks };
}
const nobody = { kind: 'nobody' } as const;
const free = { kind: 'free', cycle: 3, step: null } as const;
const notice = { cycle: 3, step: 'P7D', number: 1 };
const steps = [
  { before: 'P7D', addRecipients: [{ recipientType: 'user' as const, recipients: ['eve'], recipientAttribute: null }] },
];

describe('the turn of a firing', () => {
  it.each([
    { name: 'free', offered: free, step: null, notice: null, told: ['ann@example.com'] },
    {
      name: 'claimed at a step',
      offered: { kind: 'claimed', notice } as const,
      step: 'P7D',
      notice,
      told: ['ann@example.com', 'eve@example.com'],
    },
  ])('is $name: tells the people of the step', async ({ offered, step, notice: claimed, told }) => {
    const { turns } = turnsWith(offered, step);
    const turn = await turns(profileOf('p1', { escalationSteps: steps }), noticeOf('f1'));
    expect(turn).toMatchObject({ kind: 'send', notice: claimed, cycle: 3 });
    expect(turn.kind === 'send' && turn.plan.deliveries.map(({ recipient }) => recipient.value)).toEqual(told);
  });

  it('is suppressed for the reason that the stream gives', async () => {
    const { turns } = turnsWith({ kind: 'suppressed', reason: 'frequency' });
    expect(await turns(profileOf('p1'), noticeOf('f1'))).toEqual({ kind: 'suppressed', reason: 'frequency' });
  });

  it.each([
    { name: 'a monitoring event', about: noticeOf('f1', { ownerUuid: 'gone' }) },
    { name: 'another event', about: noticeOf('f1', { ownerUuid: 'gone', certificate: null }) },
  ])('of $name goes to nobody when nobody is left', async ({ about }) => {
    const { turns } = turnsWith(free);
    expect(await turns(profileOf('p1'), about)).toEqual(nobody);
  });

  it('says what is no address when nobody is reached', async () => {
    const attributes = { u1: { name: 'mail', contentType: 'string' as const, content: [{ data: 'ann at x' }] } };
    const about = noticeOf('f1', { certificate: certificateOf('c1', { attributes }) });
    const { turns } = turnsWith(free);
    const profile = profileOf('p1', { recipientType: 'object', recipientAttribute: 'mail' });
    expect(await turns(profile, about)).toEqual({ kind: 'nobody', unusable: ['ann at x'] });
  });

  it('asks for people once a step, and not at all for a channel without addresses', async () => {
    const mail = turnsWith(free);
    await mail.turns(profileOf('p1'), noticeOf('f1'));
    expect(mail.looks()).toBe(1);
    const log = turnsWith(free);
    const turn = await log.turns(
      profileOf('p1', { recipientType: 'none', channels: [{ type: 'eventLog' }] }),
      noticeOf('f1'),
    );
    expect([turn.kind, log.looks()]).toEqual(['send', 0]);
  });
});

describe('streamSubjectOf', () => {
  it.each([
    { name: 'a monitoring event', notice: noticeOf('f1'), is: true },
    { name: 'without a certificate', notice: noticeOf('f1', { certificate: null }), is: false },
    {
      name: 'without notAfter',
      notice: noticeOf('f1', { certificate: certificateOf('c', { notAfter: null }) }),
      is: false,
    },
    {
      name: 'another event',
      notice: noticeOf('f1', { envelope: { ...noticeOf('f1').envelope, monitoring: false } }),
      is: false,
    },
  ])('$name: $is', ({ notice: given, is }) => expect(streamSubjectOf(given) !== undefined).toBe(is));
});
