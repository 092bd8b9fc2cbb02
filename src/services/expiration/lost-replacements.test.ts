import { certificateOf, inDays, rulesOf, start } from '../../../test/support/builders';
import { createLostReplacements } from './lost-replacements';

const notAfter = { ended: inDays(-5), other: inDays(-5), ahead: inDays(5), unreplaced: inDays(-5) };

function world() {
  const done: string[] = [];
  const { losing } = createLostReplacements({
    relations: { predecessorsOf: async () => Object.keys(notAfter) },
    candidates: {
      findMany: async (uuids) => uuids.map((uuid) => certificateOf(uuid, { notAfter: Reflect.get(notAfter, uuid) })),
    },
    replacementsOf: async (_rules, asked) =>
      new Map(asked.filter(({ uuid }) => uuid !== 'unreplaced').map(({ uuid }) => [uuid, ['new', 'another']])),
    ends: { mark: async (uuids, end) => void done.push(`${end} ${uuids.join()}`) },
    rules: async () => rulesOf([]),
    now: () => start,
  });
  const lose = async () => {
    done.push('lost');
    return 'result';
  };
  return { losing, lose, done };
}
const successor = certificateOf('new');

describe('a replacement that is lost', () => {
  it('opens the ends of what it had replaced, before and after', async () => {
    const { losing, lose, done } = world();
    expect(await losing(successor, lose)).toBe('result');
    expect(done).toEqual(['ahead ended,other', 'lost', 'ahead ended,other']);
  });

  it('of one predecessor opens that only', async () => {
    const { losing, lose, done } = world();
    await losing(successor, lose, 'other');
    expect(done).toEqual(['ahead other', 'lost', 'ahead other']);
  });

  it.each([
    { name: 'was archived before', certificate: { ...successor, archived: true } },
    { name: 'was revoked before', certificate: { ...successor, state: 'revoked' as const } },
    { name: 'replaces none of them', certificate: certificateOf('stranger') },
  ])('opens nothing when it $name', async ({ certificate }) => {
    const { losing, lose, done } = world();
    await losing(certificate, lose);
    expect(done).toEqual(['ahead ', 'lost', 'ahead ']);
  });
});
