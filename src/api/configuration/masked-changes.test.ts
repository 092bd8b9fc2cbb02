import { maskedChanges } from './masked-changes';

it('shows names of secrets where a kind lists them, and masks every value', () => {
  const before = { secrets: ['a'], parameters: [{ default: { token: 'x' } }] };
  const after = { secrets: ['a', 'b'], parameters: [{ default: { token: 'y' } }] };
  const hidden = { path: '/parameters/0/default/token', before: '***', after: '***' };
  expect(maskedChanges(before, after, { secretNames: ['secrets'] }, new Set())).toEqual([
    hidden,
    { path: '/secrets', before: ['a'], after: ['a', 'b'] },
  ]);
  expect(maskedChanges(before, after, {}, new Set())).toEqual([
    hidden,
    { path: '/secrets', before: '***', after: '***' },
  ]);
});
