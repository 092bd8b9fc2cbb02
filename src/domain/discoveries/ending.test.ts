import { endingOf, progressOf, type RunFacts } from './ending';

const facts = (change: Partial<RunFacts> = {}): RunFacts => ({
  rows: { pending: 0, imported: 2, known: 1, ignored: 0, failed: 0 },
  gaps: {},
  silent: 0,
  failure: null,
  isCancelled: false,
  ...change,
});
const rows = { pending: 0, imported: 0, known: 0, ignored: 0, failed: 0 };

describe('the end of a run', () => {
  it.each([
    ['everything read', facts(), 'completed', '3 certificates: 2 new, 1 known.'],
    ['nothing found', facts({ rows }), 'completed', '0 certificates: 0 new, 0 known.'],
    [
      'gaps, by kind in the order of their names',
      facts({ gaps: { timeout: 2, refused: 1 } }),
      'warning',
      '3 certificates: 2 new, 1 known. Gaps: refused 1, timeout 2.',
    ],
    [
      'what was not decided has failed',
      facts({ rows: { ...rows, pending: 1, failed: 1, ignored: 1 } }),
      'warning',
      '3 certificates: 0 new, 0 known, 1 ignored, 2 failed.',
    ],
    [
      'cancelled',
      facts({ rows: { ...rows, imported: 1 }, isCancelled: true }),
      'warning',
      'Cancelled. 1 certificate: 1 new, 0 known.',
    ],
    [
      'no source',
      facts({ rows, failure: 'There is no such folder.' }),
      'failed',
      'There is no such folder. 0 certificates: 0 new, 0 known.',
    ],
    [
      'silent targets of ranges are no gaps',
      facts({ silent: 250 }),
      'completed',
      '3 certificates: 2 new, 1 known. Nothing answered at 250 targets of ranges.',
    ],
  ])('%s', (_name, given, status, message) => expect(endingOf(given)).toMatchObject({ status, message }));

  it('counts different certificates, whatever became of them', () =>
    expect(
      endingOf(facts({ rows: { pending: 1, imported: 1, known: 1, ignored: 1, failed: 1 } }))
        .totalCertificateDiscovered,
    ).toBe(5));
});

describe('progress', () => {
  const startedAt = new Date(0);
  const after = (seconds: number) => new Date(seconds * 1_000);

  it.each([
    ['half way', { done: 50, total: 100, readAt: null }, { rate: 5, secondsLeft: 10 }],
    ['nothing yet', { done: 0, total: 100, readAt: null }, { rate: null, secondsLeft: null }],
    ['total unknown', { done: 50, total: null, readAt: null }, { rate: 5, secondsLeft: null }],
    ['read', { done: 100, total: 100, readAt: after(10) }, { rate: 10, secondsLeft: 0 }],
    ['more than was counted', { done: 120, total: 100, readAt: null }, { rate: 12, secondsLeft: 0 }],
  ])('%s', (_name, run, expected) => expect(progressOf({ startedAt, ...run }, after(10))).toMatchObject(expected));
});
