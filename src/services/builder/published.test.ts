/**
 * Whatever is drawn: what the checks of publishing let through ends or waits, and every step that can be reached leaves its
 * mark on the record. Real kinds of steps, real schemas, the real interpreter and the real way of an instance; only what the
 * steps come to is made up.
 */
import fc from 'fast-check';
import { anInstance, builderStores } from '../../../test/support/builder';
import { randomDefinition } from '../../../test/support/random-definitions';
import { faultsOf } from '../../api/http/faults';
import { checkDefinition, type DefinitionFields } from '../../domain/builder/check';
import type { Step } from '../../domain/builder/definition';
import { graphOf } from '../../domain/builder/graph';
import { hasInstanceEnded } from '../../domain/builder/instance';
import { visitKey } from '../../domain/builder/visit-state';
import { createPatternEngine } from '../firings/pattern-engine';
import { createInstanceAdvance } from './advance';
import { createCheckContext } from './check-context';
import { describedStepKind, stepKindOf, stepKinds } from './steps/kinds';
import type { StepOutcome, StepWork } from './steps/step-runner';
import { createVisits } from './visit';

const context = createCheckContext({
  ...{ installation: { hasFallbackRecipients: true }, attributes: [], patterns: createPatternEngine(), faultsOf },
  sinks: [],
});

/** The form that is published; null: it would be refused. */
function published(given: DefinitionFields): DefinitionFields | null {
  const { fields, faults, problems } = checkDefinition(given, context);
  return faults.length === 0 && problems.every(({ severity }) => severity === 'warning') ? fields : null;
}

/** What a step comes to: one of its ways, an error, or first a wait. */
type Choice = 'waits' | 'fails' | 'passed over' | { readonly way: string };

/** What can come of a step of the kind, as its runner may answer. */
function choicesOf({ type, outputs, conditions }: Step): Choice[] {
  const { nature, targets } = describedStepKind(type)!;
  const ways = targets === undefined ? ['continue', ...Object.keys(outputs)] : Object.keys(outputs);
  return [
    ...ways.filter((way) => way !== 'onError').map((way) => ({ way })),
    ...(type === 'start' || type === 'end' ? [] : ['fails' as const]),
    ...(nature === 'wait' || nature === 'operation' ? ['waits' as const] : []),
    ...(conditions.length > 0 ? ['passed over' as const] : []),
  ];
}

/** The whole way of an instance, with what each visit comes to. @param choose a choice for a step, made once a visit */
async function runOf(fields: DefinitionFields, choose: (step: Step, count: number) => Choice) {
  const stores = builderStores([anInstance()]);
  const chosen = new Map<string, Choice>();
  let visits = 0;
  const choiceOf = (step: Step, key: string): Choice => {
    const known = chosen.get(key);
    if (known !== undefined) return known;
    const choice = choose(step, visits);
    visits += 1;
    chosen.set(key, choice);
    return choice;
  };
  const keyNow = () => {
    const row = stores.rows.get('i1')!;
    return visitKey(row, row.currentStep!, row.visits[row.currentStep!] ?? 1);
  };
  const steps = new Map(fields.steps.map((step) => [step.uniqueName, step]));

  async function run({ step, key, isWaiting }: StepWork): Promise<StepOutcome> {
    const choice = choiceOf(step, key);
    if (choice === 'waits' && !isWaiting)
      return { kind: 'suspends', signals: [], until: null, pollSeconds: null, message: 'waits' };
    if (choice === 'fails') return { kind: 'failed', error: { code: 'x', message: 'x' }, isTemporary: false };
    if (typeof choice !== 'object') return { kind: 'done' };
    // Where a branch goes is up to its settings.
    const { branches, else: otherwise } = step.settings as { branches?: { to: string }[]; else?: string };
    const targets = [...(branches ?? []).map(({ to }) => to), otherwise];
    if (step.type === 'branch') return { kind: 'done', left: targets.includes(choice.way) ? choice.way : otherwise! };
    return { kind: 'done', left: choice.way };
  }
  const now = () => new Date('2026-03-01T10:00:00Z');
  const { advance } = createInstanceAdvance({
    ...stores,
    contentOf: async () => fields,
    visit: createVisits({
      kindOf: stepKindOf,
      runnerOf: (code) => ({ code, run }),
      conditions: async (conditions, _mode, { instance }) =>
        conditions.length === 0 || choiceOf(steps.get(instance.currentStep!)!, keyNow()) !== 'passed over',
      valuesOf: async () => ({}),
      now,
    }),
    ...{ hookHashOf: (key) => key, now, steadyClock: () => 0 },
  });
  const { signal } = new AbortController();
  const most = fields.steps.reduce((sum, { maxVisits }) => sum + maxVisits, 1);
  // A visit that waits is looked at twice.
  for (let stretches = 0; stretches <= 2 * most; stretches += 1) {
    const came = await advance('i1', signal);
    const row = stores.rows.get('i1')!;
    if (came.kind === 'ended') return { row, log: stores.log(), most };
    if (came.kind !== 'again') expect([row.status, row.open?.isWaiting]).toEqual(['suspended', true]);
  }
  return { row: stores.rows.get('i1')!, log: stores.log(), most };
}

/** Ways that an instance can take out of a step: one that is disabled is passed over. */
const canTake = (step: Step, way: string) => step.enabled || way === 'continue';

/** The shortest way from Start to each step that can be reached: which way to leave each step by. */
function waysTo(fields: DefinitionFields): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const graph = graphOf(fields.steps);
  const found = new Map<number, ReadonlyMap<string, string>>([[graph.start!, new Map()]]);
  for (const [at, path] of found) {
    const step = fields.steps[at]!;
    for (const { to, way } of graph.out[at]!) {
      if (!canTake(step, way) || found.has(to)) continue;
      found.set(to, new Map([...path, [step.uniqueName, way]]));
    }
  }
  return new Map([...found].map(([at, path]) => [fields.steps[at]!.uniqueName, path]));
}

it('draws definitions of every kind, of which many are published', () => {
  const drawn = fc.sample(randomDefinition, { numRuns: 2_000, seed: 7 });
  const taken = drawn.flatMap((one) => published(one) ?? []);
  expect(taken.length).toBeGreaterThan(drawn.length / 10);
  expect(taken.length).toBeLessThan(drawn.length);
  const used = new Set(taken.flatMap(({ steps }) => steps.map(({ type }) => type)));
  expect(stepKinds.map(({ code }) => code).filter((code) => !used.has(code))).toEqual(['placeholder']);
});

it('ends or waits, whatever its steps come to, with each visit on the record', async () => {
  await fc.assert(
    fc.asyncProperty(randomDefinition, fc.array(fc.nat(99), { minLength: 1, maxLength: 20 }), async (drawn, picks) => {
      const fields = published(drawn);
      fc.pre(fields !== null);
      let visited = 0;
      const { row, log, most } = await runOf(fields, (step, count) => {
        visited += step.enabled ? 1 : 0;
        const choices = choicesOf(step);
        return choices[picks[count % picks.length]! % choices.length]!;
      });
      expect(hasInstanceEnded(row.status)).toBe(true);
      expect(row.errorCode ?? '').not.toMatch(/way_missing|step_missing|no_start|unsupported_step|internal/);
      expect(log.length).toBeLessThanOrEqual(most);
      expect(log.length).toBeGreaterThanOrEqual(visited);
    }),
    { numRuns: 1_000 },
  );
});

it('has every step that can be reached do something that the record shows', async () => {
  await fc.assert(
    fc.asyncProperty(randomDefinition, async (drawn) => {
      const fields = published(drawn);
      fc.pre(fields !== null);
      const ways = waysTo(fields);
      for (const [target, path] of ways) {
        const { log } = await runOf(fields, (step) => {
          const way = path.get(step.uniqueName) ?? 'continue';
          if (way === 'onError') return 'fails';
          return step.type === 'branch' && way === 'continue' ? { way: Object.keys(step.outputs)[0]! } : { way };
        });
        expect(log.map((line) => line.split(' ')[0])).toContain(target);
      }
      const isLeft = fields.steps.filter(({ uniqueName }) => !ways.has(uniqueName));
      // Only behind a way that a disabled step does not take.
      expect(isLeft.length === 0 || fields.steps.some(({ enabled }) => !enabled)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
