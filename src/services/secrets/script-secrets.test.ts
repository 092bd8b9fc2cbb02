import type { SecurityContext } from '../../domain/scripts/runtime';
import { privateContextKey, publicOf, sealForContext } from '../../secrets/context-keys';
import type { SecretOfContext } from '../../store/secrets/secrets';
import { createScriptSecrets } from './script-secrets';

const [api, earlier, service] = [
  privateContextKey('api', Buffer.alloc(32, 1)),
  privateContextKey('api', Buffer.alloc(32, 2)),
  privateContextKey('service', Buffer.alloc(32, 3)),
];
const sealed = (key = api, uuid = 'u1') => sealForContext(publicOf(key), `of ${uuid}`, `named secret ${uuid}`);

function workerWith(
  rows: readonly Partial<SecretOfContext>[],
  keys = [api, earlier],
  ours: Record<string, string> = {},
) {
  const asked: string[] = [];
  const open = createScriptSecrets({
    secrets: {
      async ofContext(names, context) {
        asked.push(`${names.join()} ${context}`);
        return rows.map((row) => ({ uuid: 'u1', name: 'pin', contexts: ['api', 'service'], sealed: sealed(), ...row }));
      },
    },
    own: { open: async (name) => ours[name] },
    keys,
  });
  return { open: (names: readonly string[], context: SecurityContext = 'api') => open(names, context), asked };
}

describe('secrets of a script', () => {
  it('are opened with the present and with an earlier key of the context', async () => {
    const { open, asked } = workerWith([{}, { name: 'old', uuid: 'u2', sealed: sealed(earlier, 'u2') }]);
    expect(await open(['pin', 'old'])).toEqual({ values: { pin: 'of u1', old: 'of u2' } });
    expect(asked).toEqual(['pin,old api']);
  });

  it('of the worker come first, also where nobody has set them', async () => {
    const { open } = workerWith([{}], [], { pin: 'mine', other: 'mine too' });
    expect(await open(['pin', 'other'])).toEqual({ values: { pin: 'mine', other: 'mine too' } });
  });

  it('are not looked up where a script has none', async () => {
    const { open, asked } = workerWith([]);
    expect(await open([])).toEqual({ values: {} });
    expect(asked).toEqual([]);
  });

  it.each<[string, Partial<SecretOfContext>[], string]>([
    ['nobody has set', [], 'nobody has set it'],
    ['are for the other context', [{ contexts: ['service'], sealed: undefined }], 'it is not for the context api'],
    ['are for the other context, whatever is sealed', [{ contexts: ['service'] }], 'it is not for the context api'],
    ['are not sealed yet', [{ sealed: undefined }], 'it was not sealed for the context api yet'],
    ['are sealed to another key', [{ sealed: sealed(service) }], 'this worker has no key that opens it'],
    ['stand in another row', [{ uuid: 'u2' }], 'this worker has no key that opens it'],
  ])('that %s are named with the reason, and none is given', async (_name, rows, reason) => {
    expect(await workerWith(rows, [api], { first: 'there' }).open(['first', 'pin'])).toEqual({
      missing: 'pin',
      reason,
    });
  });
});
