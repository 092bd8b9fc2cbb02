import type { Plugin } from '../../domain/plugins/plugin';
import { createPluginFaults } from './plugin-faults';

const plugin = {
  name: 'ticket',
  supports: ['expiration'],
  parameters: [
    { name: 'queue', type: 'string', required: true, description: '' },
    { name: 'title', type: 'token', required: false, description: '' },
  ],
} as unknown as Plugin;
const faults = createPluginFaults({ plugins: { byName: async (name) => (name === 'ticket' ? plugin : undefined) } });
const codes = async (...args: Parameters<typeof faults>) =>
  (await faults(...args)).map(({ pointer, code }) => `${pointer} ${code}`);

it('takes what the manifest declares', async () => {
  expect(await codes('ticket', { queue: 'ops', title: '{cn} ends' }, 'expiration')).toEqual([]);
});

it('says what is missing, unknown, or of another kind of alerts', async () => {
  expect(await codes('other', {}, 'expiration')).toEqual(['/pluginName target_missing']);
  expect(await codes('ticket', {}, 'denied')).toEqual(['/pluginName kind_not_supported']);
  expect(await codes('ticket', { title: '{comment}', x: 1 }, 'expiration')).toEqual([
    '/parameters/x unknown_parameter',
    '/parameters/queue required',
    '/parameters/title unknown_token',
  ]);
});
