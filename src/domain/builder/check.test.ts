import fc from 'fast-check';
import { end, fieldsOfDefinition, lenient, mailOf, startOf, stepOf, toldOf } from '../../../test/support/definition';
import type { Step } from './definition';
import { checkDefinition } from './check';
import { begin, next } from './interpret';

const told = (...steps: Step[]) => toldOf(fieldsOfDefinition(steps));

describe('B1: the graph', () => {
  it('is in order with a Start, an End and ways between them, whatever the order of the steps', () => {
    expect(told(end, mailOf('Tell', 'End'), startOf('Tell'))).toEqual([]);
  });

  it('has each fault reported: a step that nothing reaches, a missing target, two Starts, no End', () => {
    expect(told(startOf('End'), mailOf('Alone', 'End'), end)).toEqual(['error unreachable /steps/1']);
    expect(told(startOf('Tel'), mailOf('Tell', 'End'), end)).toEqual([
      'error target_missing /steps/0/outputs/continue',
      'error unreachable /steps/1',
      'error unreachable /steps/2',
    ]);
    expect(told(startOf('End'), { ...startOf('End'), uniqueName: 'Start2' }, end)).toEqual([
      'error start_twice /steps/1',
    ]);
    expect(told(startOf('Tell'), mailOf('Tell', 'Tell'))).toContain('error end_missing /steps');
    expect(told(end)).toContain('error start_missing /steps');
    expect(told(startOf('A'), mailOf('A', 'Start'), end)).toContain('error start_entered /steps/1/outputs/continue');
  });

  it('suggests the step that was meant', () => {
    const { problems } = checkDefinition(fieldsOfDefinition([startOf('Tel'), mailOf('Tell', 'End'), end]), lenient);
    expect(problems[0]?.detail).toBe('there is no step "Tel". Did you mean "Tell"?');
  });

  it('says where `continue` leads to, and has no ways that the kind does not have', () => {
    expect(told(startOf('A'), mailOf('A', {}), end)).toContain('error way_missing /steps/1/outputs');
    expect(told(startOf('A'), mailOf('A', { continue: 'End', onReject: 'End' }), end)).toEqual([
      '! unknown_output /steps/1/outputs/onReject',
    ]);
  });

  it('goes round only through a step that waits', () => {
    const wait = (to: string) => stepOf('Pause', 'wait', to, { timeout: 'P1D' });
    const round = (middle: Step) => [
      startOf('A'),
      mailOf('A', middle.uniqueName),
      middle,
      stepOf('B', 'branch', {}, { branches: [{ conditions: [], conditionMode: 'all', to: 'A' }], else: 'End' }),
      end,
    ];
    expect(told(...round(wait('B')))).toEqual([]);
    expect(told(...round(mailOf('C', 'B')))).toEqual(['error cycle_without_wait /steps/3/outputs/A']);
  });

  it('warns of a step from which no End is reached', () => {
    const wait = stepOf('W', 'wait', { continue: 'W', onTimeout: 'W' }, { timeout: 'P1D' });
    expect(told(startOf('W'), wait, mailOf('X', 'End'), end)).toEqual([
      'error unreachable /steps/2',
      'error unreachable /steps/3',
      'warning no_end /steps/0',
      'warning no_end /steps/1',
    ]);
  });

  it('takes each name once, and only kinds that there are', () => {
    expect(told(startOf('End'), end, end)).toEqual(['! duplicate /steps/2/uniqueName']);
    expect(told(startOf('A'), stepOf('A', 'emial', 'End'), end)).toEqual(['! unknown_step_type /steps/1/type']);
  });

  it('keeps kinds to the types that have them, and ways of a branch to its settings', () => {
    expect(told(startOf('A'), stepOf('A', 'enroll', 'End'), end)).toEqual(['! wrong_type /steps/1/type']);
    const branch = stepOf('B', 'branch', { End: 'Start' }, { branches: [], else: 'End' }, { enabled: false });
    expect(told(startOf('B'), branch, end)).toEqual([
      '! wrong_value /steps/1/enabled',
      '! unknown_output /steps/1/outputs/End',
    ]);
  });
});

describe('B11: Enroll and Revoke', () => {
  const enrollment = (steps: readonly Step[], more = {}) =>
    fieldsOfDefinition(steps, { type: 'enrollment', keys: [{ kind: 'ra_profile', uuid: 'r' }], ...more });
  const enroll = stepOf('Enroll', 'enroll', 'End');

  it('is added before the End that completes, under a name that is free', () => {
    const steps = [startOf('Enroll'), mailOf('Enroll', { continue: 'End', onError: 'No' }), end];
    const no = stepOf('No', 'end', {}, { result: 'rejected' });
    const { fields, faults, problems } = checkDefinition(enrollment([...steps, no]), lenient);
    expect([faults, problems]).toEqual([[], []]);
    expect(fields.steps.map(({ uniqueName, outputs }) => [uniqueName, outputs])).toEqual([
      ['Start', { continue: 'Enroll' }],
      ['Enroll', { continue: 'Enroll2', onError: 'No' }],
      ['Enroll2', { continue: 'End' }],
      ['End', {}],
      ['No', {}],
    ]);
  });

  it('is added before the End that a branch leads to, too: an instance goes where its settings say', () => {
    const settings = { branches: [{ conditions: [{ left: true, operator: 'is_true' }], to: 'End' }], else: 'End' };
    const { fields } = checkDefinition(enrollment([startOf('B'), stepOf('B', 'branch', {}, settings), end]), lenient);
    expect(fields.steps[1]).toMatchObject({
      ...{ outputs: { Enroll: 'Enroll' }, settings: { branches: [{ to: 'Enroll' }], else: 'Enroll' } },
    });
    expect(checkDefinition(fields, lenient)).toMatchObject({ fields, faults: [], problems: [] });
  });

  it('is refused twice, with conditions, and disabled', () => {
    const twice = [startOf('Enroll'), stepOf('Enroll', 'enroll', 'Again'), stepOf('Again', 'enroll', 'End'), end];
    expect(toldOf(enrollment(twice))).toEqual(['! step_twice /steps/2']);
    const odd = { ...enroll, enabled: false, conditions: [{ left: true, operator: 'is_true' as const }] };
    expect(toldOf(enrollment([startOf('Enroll'), odd, end]))).toEqual([
      '! wrong_value /steps/1/conditions',
      '! wrong_value /steps/1/enabled',
    ]);
  });

  it('is behind all that changes the request, and on every way that completes', () => {
    const late = stepOf('Late', 'update_enrollment_field', 'End', { name: 'A', value: 1 });
    expect(toldOf(enrollment([startOf('Enroll'), { ...enroll, outputs: { continue: 'Late' } }, late, end]))).toEqual([
      'error too_late /steps/2',
    ]);
    const by = mailOf('By', { continue: 'Enroll', onError: 'End' });
    expect(toldOf(enrollment([startOf('By'), by, enroll, end]))).toEqual(['warning passed_by /steps/3']);
  });

  it('is Revoke in a revocation', () => {
    const { fields } = checkDefinition({ ...enrollment([startOf('End'), end]), type: 'revocation' }, lenient);
    expect(fields.steps.map(({ type }) => type)).toEqual(['start', 'revoke', 'end']);
  });
});

describe('keys', () => {
  const flow = [startOf('End'), end];
  it.each([
    ['none where one is needed', { keys: [] }, ['warning key_missing /keys']],
    ['of another kind', { keys: [{ kind: 'group' as const, uuid: 'g' }] }, ['! wrong_value /keys/0/kind']],
    [
      'twice',
      { keys: Array.from({ length: 2 }, () => ({ kind: 'alert' as const, uuid: 'a' })) },
      ['! duplicate /keys/1'],
    ],
    ['of the global one', { type: 'enrollment' as const, keys: [], isGlobal: true }, []],
    ['none of an enrollment that is not global', { type: 'enrollment' as const, keys: [] }, ['error required /keys']],
    ['left to triggers', { startedBy: 'trigger' as const }, ['! wrong_value /startedBy']],
    ['an event without key', { type: 'event:approval_closed' as const, keys: [] }, []],
  ])('%s', (_, more, expected) => expect(toldOf(fieldsOfDefinition(flow, more))).toEqual(expected));
});

it('lets a placeholder and a missing secret be saved and not published', () => {
  const odd = stepOf('Odd', 'placeholder', 'Call', { extensionName: 'AwsLambda', parameters: {} });
  const call = stepOf('Call', 'rest_request', 'End', {
    ...{ url: 'https://x.example', auth: { type: 'bearer', secretRef: null } },
  });
  expect(told(startOf('Odd'), odd, call, end)).toEqual([
    'error unsupported_step /steps/1/settings/extensionName',
    'error secret_missing /steps/2/settings/auth/secretRef',
  ]);
});

it('tells faults of settings and conditions where they are', () => {
  const fault = { pointer: '/x', code: 'bad', detail: 'bad' };
  const context = {
    ...lenient,
    settings: () => ({ faults: [fault] }),
    condition: () => ({ faults: [fault] }),
  };
  const steps = [startOf('A'), mailOf('A', 'End', 'x', { conditions: [{ left: 1, operator: 'is_true' }] }), end];
  expect(toldOf(fieldsOfDefinition(steps), context)).toEqual([
    '! bad /steps/0/settings/x',
    '! bad /steps/1/conditions/0/x',
    '! bad /steps/1/settings/x',
    '! bad /steps/2/settings/x',
  ]);
});

describe('random graphs', () => {
  const names = ['A', 'B', 'C', 'D', 'E'];
  const target = fc.constantFrom(...names, 'End');
  const step = (uniqueName: string) =>
    fc.oneof(
      fc.record({ continue: target, onError: target }).map((outputs) => mailOf(uniqueName, outputs)),
      fc
        .record({ continue: target, onTimeout: target })
        .map((outputs) => stepOf(uniqueName, 'wait', outputs, { timeout: 'P1D' }, { maxVisits: 3 })),
    );
  const graphs = fc.tuple(target, ...names.map(step)).map(([first, ...steps]) => [startOf(first), ...steps, end]);

  it('end within the visits of their waits once they may be published, whatever their steps say', () => {
    fc.assert(
      fc.property(
        graphs,
        fc.array(fc.constantFrom('continue', 'onTimeout', 'failed'), { minLength: 200, maxLength: 200 }),
        (steps, says) => {
          const { fields, problems } = checkDefinition(fieldsOfDefinition(steps), lenient);
          fc.pre(problems.every(({ severity, code }) => severity === 'warning' || code === 'unreachable'));
          let now = begin(fields);
          let count = 0;
          while (now.kind === 'visit') {
            const said = says[count % says.length]!;
            count += 1;
            const way = now.step.type === 'wait' && said === 'onTimeout' ? said : 'continue';
            now = next(
              fields,
              now.state,
              said === 'failed' ? { kind: 'failed', error: { code: 'x', message: 'x' } } : { kind: 'left', way },
            );
          }
          expect(now.error?.code ?? '').not.toMatch(/^(way_missing|step_missing|no_start)$/);
          expect(count).toBeLessThanOrEqual(1 + (5 * 3 + 1) * 6);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
