import { lookupIn } from '../values/tokens';
import { resolveParameters } from './resolve-parameters';
import type { ScriptParameter } from './script';

const declared: readonly ScriptParameter[] = [
  { name: 'Host', description: '', required: true, default: '$(host)' },
  { name: 'Zone', description: '', required: false, default: ['$(zone)', 'x'] },
  { name: 'User', description: '', required: true },
];

it('fills the tokens of defaults like those of given values', () => {
  expect(resolveParameters(declared, { user: '$(who)' }, lookupIn({ host: 'h', zone: 'z', who: 'ada' }))).toEqual({
    parameters: { user: 'ada', Host: 'h', Zone: ['z', 'x'] },
    ...{ missing: [], unresolved: [], emptied: {} },
  });
});

it('tells required parameters without a value, and the parameters that tokens without one stand in', () => {
  const resolved = resolveParameters(declared, { more: '$(a) $(b)', zone: 1 }, lookupIn({}));
  expect(resolved.missing).toEqual(['User']);
  expect(resolved.unresolved).toEqual(['a', 'b', 'host']);
  expect(resolved.emptied).toEqual({ more: ['a', 'b'], Host: ['host'] });
});
