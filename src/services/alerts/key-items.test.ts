import type { SshKey } from '../../domain/ssh-keys/ssh-key';
import { alertOf } from '../../../test/support/alert';
import { testNow } from '../../../test/support/alert-work';
import { createKeyItems } from './key-items';

const dayMs = 86_400_000;
const keyOf = (uuid: string, ageDays: number, more: Partial<SshKey> = {}): SshKey => ({
  ...{ uuid, revision: 1, fingerprint: `SHA256:${uuid}`, keyType: 'ssh-rsa', keyLength: 2048, comment: `${uuid} key` },
  ...{ userName: 'deploy', serverLogons: ['root@a', 'root@b'], ownerMail: 'jane@x.example' },
  createdAt: new Date(testNow.getTime() - ageDays * dayMs),
  ...more,
});

function sourceOf(keys: readonly SshKey[]) {
  return createKeyItems({
    keys: {
      find: async (uuid) => keys.find((key) => key.uuid === uuid),
      list: async ({ createdBefore }, { limit }) =>
        keys.filter(({ createdAt }) => createdAt < createdBefore!).slice(0, limit),
    },
    lifetimeDays: async () => 365,
  });
}
const alert = alertOf({ kind: 'key_rotation', thresholds: [60, 30] });

it('gives keys whose lifetime ends within a threshold, with their tokens', async () => {
  const source = sourceOf([keyOf('old', 345), keyOf('older', 310), keyOf('new', 10), keyOf('gone', 400)]);
  const { items } = await source.page(alert, testNow, null, null);
  expect(items.map(({ name, reached }) => [name, reached])).toEqual([
    ['old key', [30, 60]],
    ['older key', [60]],
  ]);
  const tokens = items[0]!.tokensAt(30);
  const filled = ['comment', 'keylength', 'keytype', 'serverlogons', 'username', 'owner:mail', 'cn'].map((name) =>
    tokens.of(name).join('+'),
  );
  expect(filled).toEqual(['old key', '2048', 'ssh-rsa', 'root@a+root@b', 'deploy', 'jane@x.example', '']);
  expect(items[0]!.context()).toMatchObject({ id: 'old', daysLeft: 20 });
});

it('takes a key that was replaced under its uuid for another item', async () => {
  const [before] = (await sourceOf([keyOf('one', 345)]).page(alert, testNow, null, null)).items;
  const source = sourceOf([keyOf('one', 346)]);
  const [after] = (await source.page(alert, testNow, null, null)).items;
  expect(after!.id).not.toBe(before!.id);
  expect(await source.find(alert, [before!.id], testNow)).toEqual([]);
  expect(await source.find(alert, [after!.id], testNow)).toHaveLength(1);
});

it('keeps to the keys that the alert is about', async () => {
  const source = sourceOf([keyOf('one', 345), keyOf('two', 345, { userName: 'root' })]);
  const { items } = await source.page({ ...alert, keys: { userName: 'ROOT' } }, testNow, null, null);
  expect(items.map(({ name }) => name)).toEqual(['two key']);
});
