import { stepWork } from '../../../../../test/support/builder';
import { createUpdateAttributeRunner } from './run';

it('sets the attribute of the certificate, takes it away where it is empty, and tells a fault', async () => {
  const applied: unknown[] = [];
  const runner = createUpdateAttributeRunner({
    apply: async (object, values, key) => {
      applied.push([object.objectUuid, values, key]);
      return applied.length < 3 ? { changed: true, before: null, after: 1 } : { errorCode: 'x', message: 'y' };
    },
    isBoolean: async (name) => name === 'Flag',
    certificateOf: async () => 'c2',
  });
  const { signal } = new AbortController();
  const run = (value: unknown, kind: 'certificate' | 'operation', name = 'Retired') => {
    const work = stepWork('update_attribute', { name, value });
    return runner.run({ ...work, instance: { ...work.instance, item: { kind, uuid: 'c1' } } }, signal);
  };
  expect(await run('True', 'certificate')).toMatchObject({ kind: 'done', outputs: { changed: true } });
  await run('', 'operation');
  expect(await run(1, 'certificate')).toMatchObject({ kind: 'failed', error: { code: 'x' } });
  expect(applied.slice(0, 2)).toEqual([
    ['c1', { Retired: 'True' }, 'i1:1:Ask:1'],
    ['c2', { Retired: null }, 'i1:1:Ask:1'],
  ]);
  for (const value of ['True', 'FALSE', 'other']) await run(value, 'certificate', 'Flag');
  expect(applied.slice(3)).toEqual([true, false, 'other'].map((value) => ['c1', { Flag: value }, 'i1:1:Ask:1']));
});
