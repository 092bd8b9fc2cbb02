import { checkPluginValues, type PluginParameter } from './parameters';

const parameter = (name: string, type: PluginParameter['type'], more: Partial<PluginParameter> = {}) => ({
  ...{ name, type, required: false, description: '' },
  ...more,
});

it('fills defaults, and tells secrets by their names', () => {
  const declared = [
    parameter('queue', 'string', { default: 'ops' }),
    parameter('key', 'secret'),
    parameter('n', 'number'),
  ];
  expect(checkPluginValues(declared, { key: 'ticket-key' })).toEqual({
    values: { queue: 'ops', key: 'ticket-key' },
    secrets: ['ticket-key'],
    faults: [],
  });
});

it('says what is missing, surplus or of another type', () => {
  const declared = [
    parameter('queue', 'string', { required: true }),
    parameter('n', 'number'),
    parameter('on', 'boolean'),
  ];
  const { faults } = checkPluginValues(declared, { n: '3', on: true, other: 1 });
  expect(faults.map(({ pointer, code }) => [pointer, code])).toEqual([
    ['/other', 'unknown_parameter'],
    ['/queue', 'required'],
    ['/n', 'invalid_type'],
  ]);
});

it('takes any JSON value where one is declared, and an empty required text for none', () => {
  const json = [parameter('body', 'json', { required: true })];
  expect(checkPluginValues(json, { body: [1, { a: null }] }).faults).toEqual([]);
  expect(checkPluginValues([parameter('to', 'token', { required: true })], { to: '' }).faults).toHaveLength(1);
});
