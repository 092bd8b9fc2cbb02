import { alertFields, handlerOf } from '../../../test/support/alert';
import { planHandlers } from './handler-plan';
import {
  afterStep,
  countsOfResults,
  nothingDone,
  skipReason,
  variablesFor,
  type ItemProgress,
  type StepResult,
} from './progress';

const two = ['a@x.example', 'b@x.example'];
const result = (fields: Partial<StepResult> = {}): StepResult => ({
  ...{ handlerId: 'h', recipient: null, outcome: 'done', skipped: null, error: null, message: null, branchOf: null },
  ...fields,
});
const steps = planHandlers(
  alertFields({ semantics: 'compat', handlers: [handlerOf('script', { runPer: 'recipient' })] }),
  {
    ...{ addresses: two, ofHandlers: new Map() },
  },
);
const said = (sendEmail: boolean) => ({ variables: { seen: true }, sendEmail });
const walk = (until: number, sendEmail: (index: number) => boolean): ItemProgress =>
  steps
    .slice(0, until)
    .reduce((progress, step, index) => afterStep(progress, step, result(), said(sendEmail(index))), nothingDone);

describe('an item on its way', () => {
  it('H6: leaves out the mail of the recipient for whom the script said so, and no other', () => {
    const progress = walk(4, (index) => index !== 0);
    expect(steps.map((step) => skipReason(step, progress))).toEqual([null, 'no_mail', null, null]);
  });

  it('leaves out all later mail where a script that runs once said so', () => {
    const native = planHandlers(
      alertFields({ handlers: [handlerOf('script'), handlerOf('email'), handlerOf('event_log')] }),
      {
        ...{ addresses: two, ofHandlers: new Map() },
      },
    );
    const progress = afterStep(nothingDone, native[0]!, result(), said(false));
    expect(native.slice(1).map((step) => skipReason(step, progress))).toEqual(['no_mail', 'no_mail', null]);
    expect(progress.variables).toEqual({ seen: true });
  });

  it('shows no recipient what was left for another one, and a handler that runs once all of it', () => {
    const native = planHandlers(alertFields({ handlers: [handlerOf('script', { runPer: 'recipient' })] }), {
      ...{ addresses: two, ofHandlers: new Map() },
    });
    const leave = (progress: ItemProgress, index: number, variables: Record<string, unknown>) =>
      afterStep(progress, native[index]!, result(), { variables, sendEmail: true });
    const first = leave(nothingDone, 0, { name: 'a', only: 1 });
    expect(variablesFor(first, 'b@x.example')).toEqual({});
    const both = leave(first, 1, { name: 'b' });
    expect(variablesFor(both, 'A@x.example')).toEqual({ name: 'a', only: 1 });
    expect(variablesFor(both, 'b@x.example')).toEqual({ name: 'b' });
    expect(variablesFor(both, null)).toEqual({ name: 'b', only: 1 });
    const once = afterStep(both, { ...native[0]!, recipient: null }, result(), {
      ...{ variables: { name: 'all' }, sendEmail: true },
    });
    expect(two.map((recipient) => variablesFor(once, recipient))).toEqual([{ name: 'all', only: 1 }, { name: 'all' }]);
  });

  it.each([
    ['stop', 'stopped'],
    ['continue', null],
  ] as const)('after a failure that says %s', (then, expected) => {
    const [step] = planHandlers(
      alertFields({ handlers: [handlerOf('event_log', { onError: { handlers: [], then } })] }),
      {
        ...{ addresses: two, ofHandlers: new Map() },
      },
    );
    const progress = afterStep(nothingDone, step!, result({ outcome: 'failed' }));
    expect(skipReason(step!, progress)).toBe(expected);
  });

  it('counts steps by how they ended, without those of error branches', () =>
    expect(
      countsOfResults([
        result(),
        result({ outcome: 'failed' }),
        result({ outcome: 'done', branchOf: 'h' }),
        result({ outcome: 'uncertain' }),
        result({ outcome: 'skipped', skipped: 'condition' }),
        result({ outcome: 'skipped', skipped: 'no_mail' }),
      ]),
    ).toEqual({ done: 1, failed: 1, uncertain: 1, skippedByCondition: 1 }));
});
