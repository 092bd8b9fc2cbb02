import { isSameStep, parseStep, stepBegin } from './step';

const notAfter = new Date('2030-04-01T00:00:00Z');
const notBefore = new Date('2030-03-22T00:00:00Z');
const begin = (text: string, from: Date | null = notBefore) => new Date(stepBegin(text, { notBefore: from, notAfter }));

describe('parseStep', () => {
  it.each(['1%', '9%', '33%', '100%'])('takes %s', (text) =>
    expect(parseStep(text)).toEqual({ kind: 'share', percent: Number.parseInt(text, 10) }),
  );
  it('takes a duration', () => expect(parseStep('P7D')).toMatchObject({ kind: 'time', duration: { days: 7 } }));
  it.each(['0%', '101%', '33', '3.5%', '-1%', ' 5%', '05%', '%', 'soon', ''])('refuses "%s"', (text) =>
    expect(parseStep(text)).toBeUndefined(),
  );
});

describe('stepBegin', () => {
  it.each([
    ['P1D', '2030-03-31T00:00:00.000Z'],
    ['P1M', '2030-03-01T00:00:00.000Z'],
    ['100%', '2030-03-22T00:00:00.000Z'],
    ['50%', '2030-03-27T00:00:00.000Z'],
    ['10%', '2030-03-31T00:00:00.000Z'],
  ])('%s', (text, at) => expect(begin(text).toISOString()).toBe(at));

  it('has begun where the lifetime is not known', () => {
    expect(begin('1%', null).getTime()).toBe(0);
    expect(begin('1%', notAfter).getTime()).toBe(0);
    expect(begin('P1D', null).toISOString()).toBe('2030-03-31T00:00:00.000Z');
  });
});

it.each([
  ['P2W', 'P14D', true],
  ['P14D', 'PT336H', true],
  ['P1M', 'P30D', false],
  ['33%', '33%', true],
  ['33%', '34%', false],
  ['10%', 'P10D', false],
  ['P10D', '10%', false],
  [null, null, true],
  [null, '10%', false],
])('%s and %s: %s', (a, b, same) => expect(isSameStep(a, b)).toBe(same));
