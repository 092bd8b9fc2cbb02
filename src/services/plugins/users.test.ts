import { alertOf, handlerOf } from '../../../test/support/alert';
import { createHandlerUsers } from './users';

it('finds alerts by what is built in, by a registered module, and in error branches', async () => {
  const custom = (pluginName: string) => handlerOf('custom', { settings: { pluginName } });
  const alerts = [
    alertOf({ uuid: 'a', handlers: [custom('ticket')] }),
    alertOf({ uuid: 'b', handlers: [handlerOf('email', { onError: { handlers: [custom('ticket')], then: 'stop' } })] }),
    alertOf({ uuid: 'c', handlers: [custom('other')] }),
  ];
  const usersOf = createHandlerUsers({ alerts: { all: async () => alerts } });
  const of = async (name: string, builtIn: boolean) => (await usersOf({ name, builtIn })).map(({ uuid }) => uuid);
  expect(await of('ticket', false)).toEqual(['a', 'b']);
  expect(await of('email', true)).toEqual(['b']);
  expect(await of('script', true)).toEqual([]);
});
