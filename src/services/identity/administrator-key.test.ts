import { administratorKeyReplaced } from './administrator-key';

it('tells whose key was replaced', () => {
  const entry = administratorKeyReplaced('u-1', new Date(0));
  expect(entry).toMatchObject({ actor: { type: 'system' }, resource: { objects: [{ uuid: 'u-1' }] } });
});
