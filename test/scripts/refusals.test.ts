/** What saving a script and running it from the test bench refuse, and what they do not. */
import { productOfFile } from '../support/product';

const product = productOfFile();
const call = (...args: Parameters<ReturnType<typeof product>['call']>) => product().call(...args);
const create = (name: string, more: object = {}) =>
  call('post', '/scripts').send({ name, runtime: 'bash', content: 'true\n', ...more });
const faultsOf = ({ body }: { body: { errors: { pointer: string; code: string }[] } }) =>
  body.errors.map(({ pointer, code }) => `${pointer} ${code}`);

it('does not run a script with tokens that have no value, in given parameters and in defaults', async () => {
  const parameters = [
    { name: 'zone', default: '$(zone)' },
    { name: 'user', required: true },
  ];
  await create('Tokens', { parameters }).expect(201);
  const test = (body: object) => call('post', '/scripts/Tokens/test').send(body);
  const refused = await test({ execute: true, parameters: { to: 'x $(who) $(where)' } }).expect(422);
  expect(faultsOf(refused)).toEqual([
    '/parameters/user missing_field',
    '/parameters/to unresolved_token',
    '/parameters/zone unresolved_token',
  ]);
  expect(refused.body.errors[1].detail).toContain('$(who), $(where)');
  expect((await call('get', '/script-runs?script=Tokens').expect(200)).body.items).toEqual([]);
  const { body } = await test({ parameters: { user: '$(who)' }, context: { who: 'ada', zone: 'z' } }).expect(200);
  expect(body).toMatchObject({ parameters: { user: 'ada', zone: 'z' }, unresolved: [] });
});

it('takes no parameters of a run whose names differ in case only', async () => {
  await create('Twins').expect(201);
  const parameters = { To: 1, to: 2, deep: { a: 1, A: 2 } };
  const refused = await call('post', '/scripts/Twins/test').send({ parameters }).expect(422);
  expect(faultsOf(refused)).toEqual(['/parameters/to duplicate', '/parameters/deep/A duplicate']);
});

it('saves all versions that are posted at the same time without If-Match', async () => {
  await create('Parallel').expect(201);
  const sent = [1, 2, 3, 4, 5, 6].map(async (number) =>
    call('post', '/scripts/Parallel/versions').send({ content: `echo ${number}\n` }),
  );
  expect((await Promise.all(sent)).map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201]);
  const { body } = await call('get', '/scripts/Parallel/versions').expect(200);
  expect(body.items.map(({ number }: { number: number }) => number)).toEqual([7, 6, 5, 4, 3, 2, 1]);
});

it('takes no text with half of a surrogate pair, which would be stored as another one', async () => {
  const request = call('post', '/scripts').set('Content-Type', 'application/json');
  const refused = await request.send('{"name": "half", "runtime": "bash", "content": "echo \\ud800"}').expect(422);
  expect(faultsOf(refused)).toEqual(['/content not_text']);
  await create('whole', { content: 'echo \ud83d\ude00\n' }).expect(201);
});
