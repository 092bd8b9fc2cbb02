import { end, fieldsOfDefinition, lenient, mailOf, startOf, stepOf, toldOf } from '../../../test/support/definition';
import { checkDefinition } from './check';
import type { Step } from './definition';

const call = (to: Step['outputs'] | string, more: Partial<Step> = {}) =>
  stepOf('Call', 'rest_request', to, { url: 'https://x.example', resultVariable: 'Var' }, more);
const script = stepOf('Script', 'set_variables', 'Tell', { runtime: 'node', content: 'x', parameters: {} });
const at = '/steps/2/settings/message';
const told = (text: string, ...before: Step[]) =>
  toldOf(fieldsOfDefinition([startOf(before[0]?.uniqueName ?? 'Tell'), ...before, mailOf('Tell', 'End', text), end]));

describe('B13: names inside $( )', () => {
  it('are those of the type, by our names and by those of the origin', () => {
    expect(
      told('$(certificate.cn) $(cn) $(ownerroleemail) $(metadata:Any thing) $(alertId) $(event.data.a[0])'),
    ).toEqual([]);
  });

  it('are refused where nothing gives them a value, and the one that was meant is suggested', () => {
    const steps = [startOf('Tell'), mailOf('Tell', 'End', 'of $(certificate.nc)'), end];
    expect(checkDefinition(fieldsOfDefinition(steps), lenient).faults).toEqual([
      {
        ...{ pointer: '/steps/1/settings/message', code: 'unknown_variable' },
        detail: 'nothing gives "certificate.nc" a value. Did you mean "certificate.cn"?',
      },
    ]);
  });

  it('are what a step itself gives before it uses them', () => {
    const mail = { recipients: ['a@x.example'], subject: 'S', message: 'for $(approvalsignalcmnts)' };
    const told = (settings: object) => {
      const ask = stepOf('Ask', 'require_approval', 'End', { roles: ['Approver'], ...settings });
      return toldOf(fieldsOfDefinition([startOf('Ask'), ask, end]));
    };
    expect(told({ denialMail: mail })).toEqual([]);
    expect(told({ requestMail: mail })).toEqual(['error variable_too_early /steps/1/settings/requestMail/message']);
  });

  it('of another type are none', () => {
    expect(told('$(revocation.comment)')).toEqual(['! unknown_variable /steps/1/settings/message']);
  });

  it('are addresses of hooks before the step that waits for them', () => {
    const wait = stepOf('Wait', 'wait', 'End', { signalName: 'go', hookVariable: 'callback' });
    const steps = [startOf('Tell'), mailOf('Tell', 'Wait', 'at $(callback)'), wait, end];
    expect(toldOf(fieldsOfDefinition(steps))).toEqual([]);
  });

  it('are parts of what an earlier step leaves', () => {
    expect(told('$(Var.list[0].mail)', call('Tell'))).toEqual([]);
  });

  it('are a warning where some way only leaves them, and an error where no way does', () => {
    expect(told('$(Var.a)', call({ continue: 'Tell', onError: 'Tell' }))).toEqual([`warning variable_unsure ${at}`]);
    const conditions = [{ left: true, operator: 'is_true' as const }];
    expect(told('$(Var.a)', call('Tell', { conditions }))).toEqual([`warning variable_unsure ${at}`]);
    const steps = [startOf('Tell'), mailOf('Tell', 'Call', '$(Var.a)'), call('End'), end];
    expect(toldOf(fieldsOfDefinition(steps))).toEqual(['error variable_too_early /steps/1/settings/message']);
  });

  it('are a warning behind a script, which leaves whatever it likes', () => {
    expect(told('$(Var.a)', script)).toEqual([`warning variable_unchecked ${at}`]);
    const early = [
      startOf('Tell'),
      mailOf('Tell', 'Script', '$(Va)'),
      { ...script, outputs: { continue: 'End' } },
      end,
    ];
    expect(toldOf(fieldsOfDefinition(early))).toEqual(['error unknown_variable /steps/1/settings/message']);
  });

  it('are no errors with a default text, and in texts of other systems', () => {
    expect(told('$(Var.a|none)')).toEqual(['warning unknown_variable /steps/1/settings/message']);
    const steps = [startOf('Tell'), mailOf('Tell', 'End', '$(Unknown)'), end];
    expect(toldOf(fieldsOfDefinition(steps, { unresolvedTokens: 'literal' }))).toEqual([
      'warning unknown_variable /steps/1/settings/message',
    ]);
  });

  it('of errors are there in the branch of the error only', () => {
    const caught = [
      startOf('Call'),
      call({ continue: 'End', onError: 'Tell' }),
      mailOf('Tell', 'End', '$(error.code) $(error.message) $(error.step)'),
      end,
    ];
    expect(toldOf(fieldsOfDefinition(caught))).toEqual([]);
    expect(told('$(error.code)', call('Tell'))).toEqual([`error variable_too_early ${at}`]);
  });

  it('stand in conditions too, of steps and inside settings, and not in scripts', () => {
    const asks = {
      source: 'variable',
      field: 'Nothing',
      operator: 'EQUALS',
      value: '$(Other)',
    } as unknown as Step['conditions'][0];
    const steps = [
      startOf('Tell'),
      mailOf('Tell', 'B', 'x', { conditions: [asks] }),
      stepOf(
        'B',
        'branch',
        {},
        {
          ...{
            branches: [{ conditions: [{ left: '$(That)', operator: 'is_true' }], conditionMode: 'all', to: 'End' }],
          },
          ...{ else: 'End' },
        },
      ),
      end,
    ];
    expect(toldOf(fieldsOfDefinition(steps))).toEqual([
      '! unknown_variable /steps/1/conditions/0',
      '! unknown_variable /steps/1/conditions/0',
      '! unknown_variable /steps/2/settings/branches/0/conditions/0/left',
    ]);
    const shell = stepOf('Script', 'set_variables', 'End', {
      runtime: 'bash',
      content: 'echo $(date)',
      parameters: {},
    });
    expect(toldOf(fieldsOfDefinition([startOf('Script'), shell, end]))).toEqual([]);
  });
});
