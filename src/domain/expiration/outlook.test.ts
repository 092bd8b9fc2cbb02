import type { StreamState } from '../notifications/streams';
import { earliest, expiringStateOf, streamOutlook, type StreamProfile } from './outlook';
import { newWatch, type ExpirationWatch } from './watch';

const now = new Date('2030-03-01T12:00:00Z');
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
const notAfter = days(20);
const state = (change: Partial<StreamState> = {}): StreamState => ({
  step: null,
  number: 1,
  counted: 1,
  lastNoticeAt: days(-1),
  claim: null,
  ...change,
});
const watch = (change: Partial<ExpirationWatch> = {}): ExpirationWatch => ({ ...newWatch('c'), ...change });
const acknowledged = (until: Date | null) => ({
  by: { uuid: null, name: 'alice' },
  at: days(-1),
  comment: null,
  until,
});
const steps = ['P14D', 'P7D', 'P1D'].map((before) => ({ before, addRecipients: [] }));
const profile = (change: Partial<StreamProfile> = {}): StreamProfile => ({
  frequency: null,
  repetitions: null,
  escalationSteps: [],
  quietHours: null,
  ...change,
});
const quietHours = { timeZone: 'UTC', from: '10:00', to: '18:00', days: [] };

describe('streamOutlook', () => {
  const cases: [
    string,
    Partial<StreamProfile>,
    Partial<ExpirationWatch>,
    object,
    { at: Date; step: string | null } | null,
  ][] = [
    ['no rules: the next scan', {}, {}, {}, { at: now, step: null }],
    ['not due yet', {}, {}, { from: days(3) }, { at: days(3), step: null }],
    ['a step to come', { escalationSteps: steps }, {}, {}, { at: days(6), step: 'P14D' }],
    [
      'the step after the last one told',
      { escalationSteps: steps },
      { streams: { p: state({ step: 'P14D' }) } },
      {},
      { at: days(13), step: 'P7D' },
    ],
    ['a frequency', { frequency: 'P2D' }, { streams: { p: state() } }, {}, { at: days(1), step: null }],
    ['no repetition left', { repetitions: 1 }, { streams: { p: state() } }, {}, null],
    ['acknowledged for the cycle', { frequency: 'P1D' }, { acknowledged: acknowledged(null) }, {}, null],
    ['acknowledged for some time', {}, { acknowledged: acknowledged(days(4)) }, {}, { at: days(4), step: null }],
    ['acknowledged beyond the end', {}, { acknowledged: acknowledged(days(30)) }, {}, null],
    ['acknowledgement run out', {}, { acknowledged: acknowledged(days(-1)) }, {}, { at: now, step: null }],
    ['replaced', {}, {}, { isReplaced: true }, null],
    ['quiet hours', { quietHours }, {}, {}, { at: new Date('2030-03-01T18:00:00Z'), step: null }],
    ['over', {}, {}, { notAfter: days(-1) }, null],
  ];
  it.each(cases)('%s', (_name, rules, known, moment, next) => {
    const at = { now, from: days(-5), notBefore: null, notAfter, isReplaced: false, ...moment };
    expect(streamOutlook(profile(rules), watch(known), 'p', at).next).toEqual(next);
  });

  it('tells of the last notice and of the one on its way', () => {
    const claim = { firingId: 'f', step: 'P7D', number: 2, at: days(0) };
    const known = watch({ streams: { p: state({ step: 'P14D', claim }) } });
    const at = { now, from: days(-5), notBefore: null, notAfter, isReplaced: false };
    expect(streamOutlook(profile({ escalationSteps: steps }), known, 'p', at)).toMatchObject({
      last: { at: days(-1), step: 'P14D' },
      onItsWay: { at: days(0), step: 'P7D' },
      counted: 1,
    });
    expect(streamOutlook(profile(), undefined, 'p', at)).toMatchObject({ last: null, onItsWay: null, counted: 0 });
  });
});

describe('expiringStateOf', () => {
  it.each([
    ['upcoming', days(1), false, {}],
    ['due', days(-1), false, {}],
    ['due', days(-1), false, { acknowledged: acknowledged(days(-1)) }],
    ['acknowledged', days(-1), false, { acknowledged: acknowledged(null) }],
    ['replaced', days(-1), true, { acknowledged: acknowledged(null) }],
    ['replaced', days(1), true, {}],
  ])('%s', (expected, dueFrom, isReplaced, known) => {
    expect(expiringStateOf({ dueFrom, notAfter: days(9), isReplaced, watch: watch(known) }, now)).toBe(expected);
  });

  it.each([
    ['expired', false, null],
    ['expired', false, { ...acknowledged(null), at: days(-3) }],
    ['acknowledged', false, { ...acknowledged(null), at: days(-1) }],
    ['replaced', true, null],
  ])('%s behind the end', (expected, isReplaced, given) => {
    const ended = { dueFrom: days(-9), notAfter: days(-2), isReplaced, watch: watch({ acknowledged: given }) };
    expect(expiringStateOf(ended, now)).toBe(expected);
  });
});

it('earliest', () => {
  expect(earliest([])).toBeUndefined();
  expect(earliest([{ at: days(2) }, { at: days(1) }, { at: days(3) }])).toEqual({ at: days(1) });
});
