import { triggerOf, factsOf, uploadRow } from '../../../test/support/services';
import type { Trigger } from '../../domain/triggers/trigger';
import { platformPlace } from '../../domain/triggers/place';
import { uploadFiringId } from '../../store/database/derived-ids';
import { createRejections } from './rejections';

const trigger = (message?: string): Trigger => ({
  ...triggerOf('certificate_uploaded', 'ignore', null),
  ...(message === undefined ? {} : { message }),
});
const resolved = (...triggers: Trigger[]) => ({
  ...{ policy: 'replace', onConditionError: 'admit', places: [platformPlace], actions: [] },
  ignore: triggers.map((one) => ({ trigger: one, configuredBy: 'u-1', origin: platformPlace })),
});
const row = (name: string, ...matched: Trigger[]) =>
  uploadRow(name, {
    status: 'ignored',
    matchedTriggers: matched.map(({ uuid, name: label }) => ({ uuid, name: label })),
  });

function rejections(sets: Record<string, ReturnType<typeof resolved>>, tick = () => 0) {
  return createRejections({
    firings: {
      decided: async () =>
        new Map(
          Object.keys(sets).map((name) => [uploadFiringId(name), { snapshotId: `s-${name}`, status: 'finished' }]),
        ),
    },
    snapshots: {
      loadMany: async (ids) => new Map(ids.map((id) => [id, sets[id.slice(2)]!])) as never,
    },
    steadyClock: tick,
  });
}

it('tells each uploader what the triggers say that ran, of the certificate where it is known', async () => {
  const [speaking, silent] = [trigger('{{ certificate.commonName }} is refused'), trigger()];
  const told = await rejections({ a: resolved(speaking, silent), b: resolved(speaking) })(
    [row('a', speaking, silent), row('b', speaking)],
    (upload) => (upload === 'a' ? factsOf('a') : null),
  );
  expect(told).toEqual(
    new Map([
      [
        'a',
        [
          { uuid: speaking.uuid, name: speaking.name, message: 'a is refused' },
          { uuid: silent.uuid, name: silent.name },
        ],
      ],
      ['b', [{ uuid: speaking.uuid, name: speaking.name, message: 'is refused' }]],
    ]),
  );
});

it('names triggers without a message when their snapshot is gone', async () => {
  const one = trigger('x');
  expect(await rejections({})([row('a', one)], () => null)).toEqual(
    new Map([['a', [{ uuid: one.uuid, name: one.name }]]]),
  );
});

it('spends no more than its time on messages', async () => {
  const one = trigger('x');
  let ms = 0;
  const told = await rejections({ a: resolved(one), b: resolved(one) }, () => (ms += 200))(
    [row('a', one), row('b', one)],
    () => null,
  );
  expect([...told.values()].flat().map(({ message }) => message)).toEqual(['x', undefined]);
});
