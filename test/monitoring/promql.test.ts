import { evaluate, samplesOf, type Scrape } from '../support/promql';

const scrape = (seconds: number, text: string): Scrape => ({ at: seconds * 1_000, samples: samplesOf(text, 'one') });
const told = (expression: string, scrapes: readonly Scrape[], now?: number) =>
  evaluate(expression, scrapes, now).map(({ labels, value }) => [labels, value]);

describe('the evaluator of alerting rules', () => {
  const text = ['# TYPE size gauge', 'size{of="a \\"b\\""} 3', 'size{of="c"} 5', 'age 7', ''].join('\n');

  it.each<[string, unknown[]]>([
    ['max(size) > 4', [[{}, 5]]],
    ['max(size) > 5', []],
    [
      'min by (of) (size) - time() < 1',
      [
        [{ of: 'a "b"' }, -57],
        [{ of: 'c' }, -55],
      ],
    ],
    ['size{of=~"c|d"} * 2 + 1', [[{ instance: 'one', job: 'certloom', of: 'c' }, 11]]],
    ['max(size{of!="c"}) == 3', [[{}, 3]]],
    ['max(age) > max(size)', [[{}, 7]]],
    ['absent(age)', []],
    ['absent(nothing)', [[{}, 1]]],
    ['max(nothing) > 0', []],
    ['(1 + 2) * 3', [[{}, 9]]],
  ])('%s', (expression, expected) => expect(told(expression, [scrape(60, text)])).toEqual(expected));

  const counted = (...values: (number | null)[]) =>
    values.map((value, index) => scrape(60 * (index + 1), value === null ? '' : `done_total{by="x"} ${value}`));

  it.each<[string, (number | null)[], unknown[]]>([
    ['a rise', [1, 3, 4], [[{}, 3]]],
    ['a new process', [5, 2, 3], [[{}, 3]]],
    ['no rise of what begins above 0', [null, null, 4], []],
    ['what lies before the range', [0, ...Array<number>(60).fill(9), 9], [[{}, 0]]],
  ])('counts %s', (_name, values, expected) =>
    expect(told('sum(increase(done_total[1h]))', counted(...values))).toEqual(expected),
  );

  it('finds quantiles between the ends of a bucket', () => {
    const buckets = (...counts: number[]) =>
      ['1', '2', '+Inf'].map((le, index) => `wait_bucket{le="${le}"} ${counts[index]!}`).join('\n');
    const scrapes = [scrape(1, buckets(0, 0, 0)), scrape(2, buckets(5, 10, 10))];
    expect(told('histogram_quantile(0.9, sum by (le) (rate(wait_bucket[1m])))', scrapes)).toEqual([[{}, 1.8]]);
    expect(told('histogram_quantile(0.9, sum by (le) (rate(wait_bucket[1m]))) > 2', scrapes)).toEqual([]);
  });

  it.each(['max(size) offset 1h > 1', 'topk(3, size)', 'size and age', 'max(size', 'size[5m]'])(
    'refuses %s',
    (expression) => expect(() => told(expression, [scrape(60, text)])).toThrow(),
  );
});
