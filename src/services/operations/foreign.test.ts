import { certificateOf } from '../../../test/support/builders';
import type { Operation } from '../../domain/operations/operation';
import { createForeignCheck } from './foreign';

const isForeign = createForeignCheck({
  inventory: { find: async (uuid) => (uuid === 'gone' ? null : certificateOf(uuid)) },
  operations: { thatIssued: async (uuid) => (uuid === 'own' ? ({ uuid: 'o' } as Operation) : null) },
});

it.each([
  { name: 'one that was uploaded', uuid: 'uploaded', foreign: true },
  { name: 'one that was issued here', uuid: 'own', foreign: false },
  { name: 'one that does not exist', uuid: 'gone', foreign: false },
])('$name: $foreign', async ({ uuid, foreign }) => expect(await isForeign(uuid)).toBe(foreign));
