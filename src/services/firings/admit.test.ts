import {
  certificateOf,
  occurrenceOf,
  pipelineInMemory,
  rulesInMemory,
  leaf,
  run,
  tell,
  triggerOf,
} from '../../../test/support/services';
import { certificateFiringSubject } from '../../domain/firings/subject';
import { firingIdOf } from '../../store/database/derived-ids';
import { admitting } from './admit';

const event = 'certificate_uploaded';
const triggers = [
  triggerOf(event, 'ignore', leaf('COMMON_NAME', 'EQUALS', 'unwanted')),
  triggerOf(event, 'action', null, [tell]),
];
const idOf = (key: string) => firingIdOf(event, key);

/** Three firings: one that no trigger ignores, one that is ignored, one whose subject cannot be read. */
async function admit(refused: ReadonlySet<string>) {
  const memory = pipelineInMemory(rulesInMemory([{ triggers }]).deps);
  const named = (key: string) => occurrenceOf(key, () => certificateFiringSubject(certificateOf(key)));
  const broken = occurrenceOf('broken', (): ReturnType<ReturnType<typeof named>['subject']> => {
    throw new Error('unreadable');
  });
  const asked: string[] = [];
  const holding = await memory.pipeline.fire(
    {
      event,
      subjects: async () => [named('web'), named('unwanted'), broken],
      payload: () => ({}),
      store: admitting({
        async insert(admitted) {
          asked.push(...admitted.map(({ decided }) => decided.subject.uuid));
          return refused;
        },
        historyOf: ({ firing, decided: { subject } }, created) => ({
          ...{ id: firing._id, certificate: subject.uuid, created, event: 'upload', status: 'success' },
          ...{ createdBy: { uuid: null, name: 'system' }, message: '', additionalInformation: null },
        }),
      }),
      close: async (fired) => fired.map(({ occurrence }) => occurrence.key),
    },
    run,
  );
  return { ...memory, asked, holding };
}

describe('admitting', () => {
  it('asks the store only for what no trigger ignored, and keeps every firing', async () => {
    const { asked, holding, firings, notices, history } = await admit(new Set());
    expect(asked).toEqual(['c-web']);
    expect(holding).toEqual(['web', 'unwanted', 'broken']);
    expect([...firings.keys()]).toEqual(['web', 'unwanted', 'broken'].map(idOf));
    expect([...notices.keys()]).toEqual([idOf('web')]);
    expect([...history.values()].map(({ id, certificate }) => [id, certificate])).toEqual([[idOf('web'), 'c-web']]);
  });

  it('leaves no row of a firing whose subject was there already', async () => {
    const { holding, firings, notices, history, counted } = await admit(new Set([idOf('web')]));
    expect(holding).toEqual(['unwanted', 'broken']);
    expect([...firings.keys()]).toEqual(['unwanted', 'broken'].map(idOf));
    expect([notices.size, history.size, counted.length]).toEqual([0, 0, 2]);
  });
});
