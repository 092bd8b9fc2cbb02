import { said, stepWork } from '../../../../../test/support/builder';
import type { MailSent } from '../../step-mail';
import { createApprovalRunner } from './run';

const { signal } = new AbortController();

function sceneOf(settings: Record<string, unknown> = {}, answers: readonly MailSent[] = []) {
  const mails: string[] = [];
  let at = Date.parse('2026-03-01T10:00:10Z');
  const runner = createApprovalRunner(
    async (key, { to, html }) => {
      mails.push(`${key} ${to.join()} ${html}`);
      return answers[mails.length - 1] ?? { kind: 'sent', to, message: null };
    },
    () => new Date(at),
  );
  const full = { roles: ['Approver'], minimumApprovals: 2, ...settings };
  return {
    ...{ mails, pass: (ms: number) => (at += ms) },
    run: (change: Parameters<typeof stepWork>[2] = {}) =>
      runner.run(stepWork('require_approval', full, change), signal),
  };
}
const mail = (message: string) => ({ recipients: ['a@x.test'], subject: 's', message });

it('asks once by mail, and waits for those whom it names', async () => {
  const scene = sceneOf({ requestMail: mail('for $(cn)'), users: ['bob'], timeout: 'PT1H' });
  expect(await scene.run()).toEqual({
    kind: 'suspends',
    signals: [
      {
        ...{ signalKey: 'Ask.ApprovalStatus', kind: 'approval', roles: ['Approver'], users: ['bob'] },
        notBy: 'u-ada',
      },
    ],
    ...{ until: new Date('2026-03-01T11:00:00Z'), pollSeconds: null, message: expect.stringContaining('2 approvals') },
  });
  await scene.run({ isWaiting: true });
  expect(scene.mails).toEqual(['i1:1:Ask:1/request a@x.test for web']);
});

it('lets who asked approve where the step says so', async () => {
  expect(await sceneOf({ requesterCanApprove: true }).run()).toMatchObject({ signals: [{ notBy: null }] });
});

it('goes on with enough approvals, and keeps what was said', async () => {
  const scene = sceneOf();
  expect((await scene.run({ isWaiting: true, received: [said('ada')] })).kind).toBe('suspends');
  const received = [said('ada', { approved: true, comment: 'fine' }), said('bob'), said('eve', { approved: false })];
  expect(await scene.run({ isWaiting: true, received })).toMatchObject({
    ...{ kind: 'done', left: 'continue', variables: { approvalsignalcmnts: 'fine' }, message: 'Approved by ada, bob.' },
    outputs: { decisions: [{ by: 'ada', comment: 'fine' }, { by: 'bob' }] },
  });
});

it('rejects at one denial, and says so by mail', async () => {
  const scene = sceneOf({ denialMail: mail('$(cn): $(approvalsignalcmnts)') });
  const received = [said('ada'), said('bob', { approved: false, comment: 'no' })];
  expect(await scene.run({ isWaiting: true, received })).toMatchObject({ left: 'onReject', message: 'Denied by bob.' });
  expect(scene.mails).toEqual(['i1:1:Ask:1/denial a@x.test web: no']);
});

it('stays denied when nobody can be told, and tries again where that may pass', async () => {
  const failed = (isTemporary: boolean): MailSent => ({
    ...{ kind: 'failed', error: { code: 'smtp', message: 'm' }, isTemporary },
  });
  const work = { isWaiting: true, received: [said('bob', { approved: false })] };
  const settings = { denialMail: mail('m'), requestMail: mail('m') };
  expect(await sceneOf(settings, [failed(false)]).run(work)).toMatchObject({ kind: 'done', left: 'onReject' });
  expect(await sceneOf(settings, [failed(true)]).run(work)).toMatchObject({ kind: 'failed', isTemporary: true });
  expect(await sceneOf(settings, [failed(false)]).run()).toMatchObject({ kind: 'failed', error: { code: 'smtp' } });
});

it('leaves by its time-out', async () => {
  const scene = sceneOf({ timeout: 'PT5S' });
  expect(await scene.run({ isWaiting: true })).toMatchObject({ kind: 'done', left: 'onTimeout' });
});
