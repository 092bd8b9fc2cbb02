import { failedStep, lookAgainSeconds } from './outcomes';

it('looks later and later, within an hour', () => {
  const now = new Date('2030-01-01T00:00:00Z');
  const after = (seconds: number) => lookAgainSeconds({ updatedAt: new Date(now.getTime() - seconds * 1_000) }, now);
  expect([after(0), after(60), after(1_000_000)]).toEqual([1, 6, 3_600]);
  expect(failedStep('a', 'b')).toEqual({ kind: 'failed', error: { code: 'a', message: 'b' }, isTemporary: false });
});
