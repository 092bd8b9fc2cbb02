import { permanent, temporary, type SendResult } from '../send-result';
import { createMailHealth } from './mail-health';

const healthOf = (check: () => Promise<SendResult>, now = () => new Date(0)) =>
  createMailHealth({ mailer: { check }, now });

it.each([
  { result: { kind: 'delivered' }, expected: { status: 'ok', code: null, detail: null } },
  { result: { kind: 'delivered', note: 'unverified' }, expected: { status: 'ok', detail: 'unverified' } },
  { result: temporary('smtp_not_configured', 'none'), expected: { status: 'off' } },
  {
    result: temporary('connection_failed', 'mail:25 refuses'),
    expected: { status: 'failed', code: 'connection_failed', detail: 'mail:25 refuses' },
  },
  { result: permanent('x', 'y'), expected: { status: 'failed', code: 'x' } },
] satisfies { result: SendResult; expected: object }[])('$result is $expected.status', async ({ result, expected }) => {
  expect(await healthOf(async () => result).state()).toMatchObject({ ...expected, checkedAt: new Date(0) });
});

it('asks the server at most once a minute, however many ask', async () => {
  let at = 0;
  const check = jest.fn(async (): Promise<SendResult> => ({ kind: 'delivered' }));
  const health = healthOf(check, () => new Date(at));
  await Promise.all([health.state(), health.state()]);
  at = 59_999;
  await health.state();
  expect(check).toHaveBeenCalledTimes(1);
  at = 60_000;
  await health.state();
  expect(check).toHaveBeenCalledTimes(2);
});

it('a check that breaks off is a failure and no exception', async () => {
  const health = healthOf(() => Promise.reject(new Error('x')));
  expect(await health.state()).toMatchObject({ status: 'failed', code: 'internal' });
});
