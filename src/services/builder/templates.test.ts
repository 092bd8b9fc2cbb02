import { faultsOf } from '../../api/http/faults';
import { fieldsOfDefinition, toldOf } from '../../../test/support/definition';
import { stepsOfTemplate, variantsOf } from '../../domain/builder/template';
import { createPatternEngine } from '../firings/pattern-engine';
import { createCheckContext } from './check-context';
import { readTemplates } from './templates';

const templates = readTemplates();
const context = createCheckContext({
  installation: { hasFallbackRecipients: true },
  attributes: [],
  patterns: createPatternEngine(),
  faultsOf,
  sinks: ['file'],
});
const template = (code: string) => templates.find((one) => one.code === code)!;

it('are the three examples, two of them in three forms', () => {
  expect(templates.map((one) => [one.code, variantsOf(one)])).toEqual([
    ['renew-and-mail-on-expiration', []],
    ['update-enrollment-field', ['pwsh', 'node', 'native']],
    ['write-event-log-on-expiration', ['pwsh', 'node', 'native']],
  ]);
});

const forms = templates.flatMap((one) =>
  (variantsOf(one).length === 0 ? [undefined] : variantsOf(one)).map((variant) => [one.code, variant] as const),
);
it.each(forms)('%s in the form %s is a definition that can be published', (code, variant) => {
  const { type, key, values } = template(code);
  const made = stepsOfTemplate(
    template(code),
    variant,
    code === 'update-enrollment-field' ? { field: 'A', value: 1 } : {},
  );
  if ('faults' in made) throw new Error(JSON.stringify(made.faults));
  expect(toldOf(fieldsOfDefinition(made.steps, { type, keys: [{ kind: key, uuid: 'k' }] }), context)).toEqual([]);
  expect(JSON.stringify(made.steps)).not.toContain('{{value:');
  expect(values.every(({ description }) => description !== '')).toBe(true);
});

it('are filled with values that keep their type, and refuse what they do not know', () => {
  const log = template('write-event-log-on-expiration');
  const made = stepsOfTemplate(log, 'native', { eventId: 7 });
  expect(made).toMatchObject({
    steps: [{}, { type: 'event_log', settings: { eventId: 7, source: 'Certloom' } }, {}, {}],
  });
  expect(stepsOfTemplate(log, 'bash', { evntId: 7 })).toMatchObject({
    faults: [
      { pointer: '/variant' },
      { pointer: '/values/evntId', detail: expect.stringContaining('"eventId"') as string },
    ],
  });
  expect(stepsOfTemplate(template('update-enrollment-field'), 'node', {})).toMatchObject({
    faults: [
      { pointer: '/values/field', code: 'required' },
      { pointer: '/values/value', code: 'required' },
    ],
  });
});
