import fc from 'fast-check';
import type { Step } from './definition';
import { begin, next, type GraphState, type Next, type VisitResult } from './interpret';

const ways = ['continue', 'onError', 'onReject', 'onTimeout', 'elsewhere'];
const step = (uniqueName: string, change: Partial<Step> = {}): Step => ({
  ...{ uniqueName, displayName: uniqueName, type: 'wait', enabled: true, settings: {}, conditions: [] },
  ...{ conditionMode: 'all', outputs: {}, timeoutSeconds: null, retry: null, maxVisits: 25, origin: null },
  ...change,
});
const left = (way: string): VisitResult => ({ kind: 'left', way });
const broken: VisitResult = { kind: 'failed', error: { code: 'refused', message: 'no' } };
const at = (position: string, visits: Record<string, number> = { [position]: 1 }): GraphState => ({ position, visits });
const inShort = (one: Next) =>
  one.kind === 'visit' ? `${one.step.uniqueName} ${one.visit}` : `${one.status} ${one.error?.code ?? ''}`.trim();

const content = {
  steps: [
    step('Last', { type: 'end', settings: { result: 'rejected' } }),
    step('Ask', { outputs: { continue: 'Finish', onError: 'Last' }, maxVisits: 2 }),
    step('Finish', { type: 'end', settings: { result: 'complete' } }),
    step('Begin', { type: 'start', outputs: { continue: 'Ask' } }),
    step('Bare'),
  ],
};

describe('the interpreter', () => {
  it('begins at Start wherever that stands, and ends at End with its result', () => {
    expect(inShort(begin(content))).toBe('Begin 1');
    expect(inShort(next(content, at('Begin'), left('continue')))).toBe('Ask 1');
    expect(inShort(next(content, at('Ask'), { kind: 'skipped' }))).toBe('Finish 1');
    expect(inShort(next(content, at('Begin'), { kind: 'went', to: 'Bare' }))).toBe('Bare 1');
    expect(inShort(next(content, at('Finish'), left('continue')))).toBe('complete');
    expect(inShort(next(content, at('Last'), { kind: 'skipped' }))).toBe('rejected');
  });

  it('goes on by onError with what failed, and fails without it', () => {
    expect(next(content, at('Ask'), broken)).toMatchObject({ error: { code: 'refused', message: 'no', step: 'Ask' } });
    expect(inShort(next(content, at('Ask'), broken))).toBe('Last 1');
    expect(inShort(next(content, at('Bare'), broken))).toBe('failed refused');
  });

  it('rejects without onReject, and takes a time that is over for an error without onTimeout', () => {
    expect(inShort(next(content, at('Ask'), left('onReject')))).toBe('rejected');
    expect(next(content, at('Ask'), left('onTimeout'))).toMatchObject({ error: { code: 'timeout', step: 'Ask' } });
    expect(inShort(next(content, at('Bare'), left('onTimeout')))).toBe('failed timeout');
  });

  it('fails where a way leads nowhere, where a step is missing, and at one visit too many', () => {
    expect(inShort(next(content, at('Bare'), left('continue')))).toBe('failed way_missing');
    const lost = { steps: [step('Begin', { type: 'start', outputs: { continue: 'Gone' } })] };
    expect(inShort(next(lost, at('Begin'), left('continue')))).toBe('failed step_missing');
    expect(inShort(begin({ steps: [] }))).toBe('failed no_start');
    const tooMany = next(content, at('Begin', { Begin: 1, Ask: 2 }), left('continue'));
    expect(inShort(tooMany)).toBe('failed max_visits');
    expect(tooMany.state.position).toBe('Ask');
  });

  it('takes names that objects have by themselves for names', () => {
    const odd = {
      steps: [step('a', { type: 'start', outputs: { continue: '__proto__' } }), step('__proto__'), step('constructor')],
    };
    const second = next(odd, at('a'), left('continue'));
    expect(inShort(second)).toBe('__proto__ 1');
    expect(Object.keys(second.state.visits)).toEqual(['a', '__proto__']);
    expect(inShort(next(odd, second.state, left('toString')))).toBe('failed way_missing');
    expect(inShort(next(odd, second.state, { kind: 'went', to: 'constructor' }))).toBe('constructor 1');
  });
});

/** The rules of the specification once more, as a loop over a flat list of arrows and a tally of arrivals. */
function naiveRun(steps: readonly Step[], results: readonly VisitResult[]): string[] {
  const arrows = steps.flatMap(({ uniqueName, outputs }) =>
    Object.entries(outputs).map(([way, to]) => [uniqueName, way, to] as const),
  );
  const follow = (from: string, way: string) => arrows.find(([one, by]) => one === from && by === way)?.[2];
  const told: string[] = [];
  const arrivals: string[] = [];
  let here = steps.find(({ type }) => type === 'start')!.uniqueName;
  for (const result of results) {
    const step = steps.find(({ uniqueName }) => uniqueName === here)!;
    if (arrivals.filter((one) => one === here).length === step.maxVisits) return [...told, 'failed max_visits'];
    arrivals.push(here);
    told.push(`${here} ${arrivals.filter((one) => one === here).length}`);
    if (result.kind === 'went' && step.type !== 'end') {
      here = result.to;
      continue;
    }
    let way = result.kind === 'left' ? result.way : result.kind === 'failed' ? 'onError' : 'continue';
    let code = result.kind === 'failed' ? result.error.code : '';
    if (step.type === 'end' && result.kind !== 'failed') {
      return [...told, step.settings['result'] === 'rejected' ? 'rejected' : 'complete'];
    }
    if (way === 'onTimeout' && follow(here, way) === undefined) [way, code] = ['onError', 'timeout'];
    const to = follow(here, way);
    if (to === undefined) {
      if (way === 'onReject') return [...told, 'rejected'];
      return [...told, `failed ${way === 'onError' ? code || 'failed' : 'way_missing'}`];
    }
    here = to;
  }
  const { maxVisits } = steps.find(({ uniqueName }) => uniqueName === here)!;
  return arrivals.filter((one) => one === here).length === maxVisits ? [...told, 'failed max_visits'] : told;
}

function run(steps: readonly Step[], results: readonly VisitResult[]): string[] {
  const told: string[] = [];
  let now = begin({ steps });
  for (const result of results) {
    told.push(inShort(now));
    if (now.kind === 'end') return told;
    now = next({ steps }, now.state, result);
  }
  return now.kind === 'end' ? [...told, inShort(now)] : told;
}

const graphs = fc.integer({ min: 2, max: 8 }).chain((size) =>
  fc.tuple(
    ...Array.from({ length: size }, (_, index) =>
      fc
        .record({
          outputs: fc.dictionary(
            fc.constantFrom(...ways),
            fc.integer({ min: 0, max: size - 1 }).map((to) => `s${to}`),
          ),
          type: fc.constantFrom('wait', 'email', 'end'),
          result: fc.constantFrom('complete', 'rejected'),
          maxVisits: fc.integer({ min: 1, max: 4 }),
        })
        .map(({ outputs, type, result, maxVisits }) =>
          step(`s${index}`, { outputs, maxVisits, type: index === 0 ? 'start' : type, settings: { result } }),
        ),
    ),
  ),
);
const results: fc.Arbitrary<VisitResult> = fc.oneof(
  fc.constantFrom(...ways).map(left),
  fc.constant<VisitResult>({ kind: 'skipped' }),
  fc.constantFrom('s0', 's1').map((to): VisitResult => ({ kind: 'went', to })),
  fc.constant(broken),
);

describe('random graphs', () => {
  it('are walked as a plain reading of the rules walks them, in whatever order their steps stand', () => {
    fc.assert(
      fc.property(
        graphs.chain((steps) => fc.tuple(fc.constant(steps), fc.shuffledSubarray(steps, { minLength: steps.length }))),
        fc.array(results, { maxLength: 60 }),
        ([steps, shuffled], given) => {
          const expected = naiveRun(steps, given);
          expect(run(steps, given)).toEqual(expected);
          expect(run(shuffled, given)).toEqual(expected);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('come to an end, whatever their steps say', () => {
    fc.assert(
      fc.property(graphs, fc.array(results, { minLength: 34, maxLength: 40 }), (steps, given) => {
        const most = steps.reduce((sum, { maxVisits }) => sum + maxVisits, 0);
        const told = run(steps, given.slice(0, most + 1));
        expect(told.at(-1)).toMatch(/^(complete|failed|rejected)/);
      }),
      { numRuns: 3_000 },
    );
  });
});
