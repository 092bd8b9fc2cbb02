import { handlerOf } from '../../../test/support/alert';
import { createSecretUsers } from './secret-users';

const parameters = [
  { name: 'title', type: 'string', required: true },
  { name: 'key', type: 'secret', required: false },
];
const secretUsers = createSecretUsers({
  plugins: { byName: async (name) => (name === 'chat' ? ({ name, parameters } as never) : undefined) },
});

it('knows scripts that name secrets and modules that are given one, also in error branches', async () => {
  const script = handlerOf('script', { settings: { scriptName: 's', secrets: ['key'] } });
  const plain = handlerOf('script', { settings: { scriptName: 's', secrets: [] } });
  const custom = (given: object, pluginName = 'chat') =>
    handlerOf('custom', { settings: { pluginName, parameters: { title: 't', ...given } } });
  const branch = handlerOf('event_log', { onError: { handlers: [custom({ key: 'chat-key' })], then: 'stop' } });
  const all = [script, plain, custom({}), custom({ key: 'chat-key' }), custom({ key: 'x' }, 'gone'), branch];
  const uses = await secretUsers(all);
  expect(all.map(uses)).toEqual([true, false, false, true, false, false]);
  expect(uses(branch.onError.handlers[0]!)).toBe(true);
});
