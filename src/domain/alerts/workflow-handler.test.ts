import type { Alert } from './alert';
import { asWorkflow } from './workflow-handler';

const alert = {
  mode: 'workflow',
  semantics: 'compat',
  lifetimeShare: null,
  recipients: ['a@example.org'],
} as unknown as Alert;

it.each([
  ['compat', null, 100],
  ['native', null, null],
  ['native', 30, 30],
] as const)('leaves when something is due as it was in %s semantics (%s)', (semantics, lifetimeShare, expected) => {
  const run = asWorkflow({ ...alert, semantics, lifetimeShare }, [{ uuid: 'd', name: 'D', version: 2 }]);
  expect(run).toMatchObject({ semantics: 'native', lifetimeShare: expected, recipients: [] });
  expect(run.handlers).toMatchObject([{ id: 'd', type: 'workflow', settings: { version: 2 } }]);
});
