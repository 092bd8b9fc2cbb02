import { fieldsOfDefinition, mailOf, startOf, end, toldOf } from '../../../test/support/definition';
import { faultsOf } from '../../api/http/faults';
import type { Step } from '../../domain/builder/definition';
import { createPatternEngine } from '../firings/pattern-engine';
import { createCheckContext } from './check-context';
import { describedStepKind } from './steps/kinds';

const context = createCheckContext({
  installation: { hasFallbackRecipients: true },
  attributes: [],
  patterns: createPatternEngine(),
  faultsOf,
  sinks: ['file'],
});
const told = (change: Partial<Step>) =>
  toldOf(fieldsOfDefinition([startOf('Tell'), { ...mailOf('Tell', 'End'), ...change }, end]), context);

it('fills defaults of settings in, and tells what their schema has against them', () => {
  const email = describedStepKind('email')!;
  expect(context.settings(email, { subject: 'S', message: 'M' })).toMatchObject({
    value: { recipients: [], attachCertificate: 'none' },
  });
  expect(told({ settings: { subject: 'S', mesage: 'M' } })).toEqual([
    '! required /steps/1/settings/message',
    '! unknown_field /steps/1/settings/mesage',
  ]);
});

it('B13: takes variables in conditions, also where there is nothing else to look at', () => {
  const asks = (field: string) => ({ source: 'variable', field, operator: 'EQUALS', value: '$(cn)' }) as const;
  expect(told({ conditions: [asks('thumbprint')] })).toEqual([]);
  expect(told({ conditions: [asks('thumprint')] })).toEqual(['! unknown_variable /steps/1/conditions/0']);
  const key = context.condition({ ...asks('key.type'), value: 'ssh-rsa' }, null);
  expect(key).toMatchObject({ value: { source: 'variable', field: 'key.type' } });
});

it('takes conditions of the condition language and the form of the origin', () => {
  const leaf = { source: 'property', field: 'KEY_SIZE', operator: 'LESSER', value: 2048 } as const;
  expect(told({ conditions: [leaf, { left: '$(cn)', operator: 'is_true' }] })).toEqual([]);
  expect(told({ conditions: [{ ...leaf, field: 'KEY_SIEZ' }] })).toEqual([
    '! unknown_field /steps/1/conditions/0/field',
  ]);
  expect(told({ conditions: [{ left: 1, operator: 'is_true' }] })).toEqual(['! wrong_type /steps/1/conditions/0/left']);
  const more = { left: true, operator: 'is_true', right: 1 } as unknown as Step['conditions'][0];
  expect(told({ conditions: [more] })).toEqual(['! unknown_field /steps/1/conditions/0/right']);
});

it('L7 warns of sinks of the event log that are not there', () => {
  const log = describedStepKind('event_log')!;
  expect(context.settings(log, { message: 'M', sinks: ['file', 'windows'] })).toMatchObject({
    warnings: [{ pointer: '/sinks', code: 'sink_unavailable', detail: expect.stringContaining('"windows"') }],
  });
  expect(context.settings(log, { message: 'M', sinks: ['file'] })).toMatchObject({ warnings: [] });
});
