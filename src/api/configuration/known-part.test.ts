import { validationFailed } from '../../domain/problem';
import { faultsOfLooks, readKnownPart } from './known-part';

const fault = (pointer: string, code: string) => ({ pointer, code, detail: 'x' });

it('reads a request again without members that nothing knows, inside lists too', async () => {
  const read = jest.fn(async (body: object) => {
    if ('a/b' in body) throw validationFailed([fault('/a~1b', 'unknown_field'), fault('/list/1/c', 'unknown_field')]);
    return body as Record<string, unknown>;
  });
  const { body, errors } = await readKnownPart(read, { 'a/b': 1, list: [{ c: 1 }, { c: 2, d: 3 }] });
  expect(body).toEqual({ list: [{ c: 1 }, { d: 3 }] });
  expect(errors).toMatchObject([{ code: 'validation_failed' }]);
});

it('tells both errors where the rest is wrong, and reads once where every member is known', async () => {
  const wrong = async (body: object): Promise<never> => {
    throw validationFailed([Object.hasOwn(body, 'x') ? fault('/x', 'unknown_field') : fault('/y', 'required')]);
  };
  const both = await readKnownPart(wrong, { x: 1 });
  expect(both.body).toBeUndefined();
  expect(both.errors).toMatchObject([
    { more: { errors: [{ pointer: '/x' }] } },
    { more: { errors: [{ pointer: '/y' }] } },
  ]);
  expect((await readKnownPart(wrong, {})).errors).toHaveLength(1);
});

it('tells of a later look only what is new', () =>
  expect(
    faultsOfLooks([fault('/a', 'x'), fault('/a', 'y')], [fault('/a', 'z'), fault('/b', 'x')]).map(
      ({ pointer, code }) => `${pointer} ${code}`,
    ),
  ).toEqual(['/a x', '/a y', '/b x']));
