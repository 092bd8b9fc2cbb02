import { type AuthDeps, type KeyOwner, createAuthenticate } from './auth';

const owner: KeyOwner = {
  apiKeyUuid: 'k-1',
  user: { uuid: 'u-1', username: 'ada' },
  permissions: ['groups:read'],
  expiresAt: null,
};

function setUp(more: Partial<AuthDeps> = {}) {
  let time = 0;
  let changed = () => undefined as void;
  const lookUp = jest.fn(async (key: string): Promise<KeyOwner | undefined> => (key === 'good' ? owner : undefined));
  const touch = jest.fn(async (_uuid: string, _at: Date) => undefined);
  const authenticate = createAuthenticate({
    lookUp,
    touch,
    onChange: (listener) => (changed = listener),
    now: () => new Date(time),
    ...more,
  });
  const ask = (headers: Record<string, string>) => authenticate({ headers }, { mayGuess: async () => true });
  return { lookUp, touch, ask, wait: (ms: number) => (time += ms), change: () => changed() };
}

describe('createAuthenticate', () => {
  it.each<{ name: string; headers: Record<string, string> }>([
    { name: 'bearer', headers: { authorization: 'Bearer good' } },
    { name: 'bearer in lower case', headers: { authorization: 'bearer good' } },
    { name: 'header', headers: { 'x-api-key': 'good' } },
  ])('takes a key as $name', async ({ headers }) => {
    const caller = await setUp().ask(headers);
    expect(caller).toMatchObject({ actor: { type: 'user', uuid: 'u-1', name: 'ada' }, authMethod: 'apiKey' });
    expect([...caller.permissions]).toEqual(['groups:read']);
  });

  it.each<{ name: string; headers: Record<string, string> }>([
    { name: 'nothing', headers: {} },
    { name: 'another scheme', headers: { authorization: 'Basic Z29vZA==' } },
    { name: 'two keys', headers: { authorization: 'Bearer good', 'x-api-key': 'good' } },
    { name: 'an empty key', headers: { 'x-api-key': '' } },
    { name: 'a long key', headers: { 'x-api-key': 'a'.repeat(513) } },
    { name: 'an unknown key', headers: { 'x-api-key': 'bad' } },
  ])('refuses $name', async ({ headers }) => {
    await expect(setUp().ask(headers)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('remembers a caller for five seconds, and not longer than the key lasts', async () => {
    const { ask, lookUp, wait } = setUp();
    await ask({ 'x-api-key': 'good' });
    wait(4_999);
    await ask({ 'x-api-key': 'good' });
    expect(lookUp).toHaveBeenCalledTimes(1);
    wait(2);
    await ask({ 'x-api-key': 'good' });
    expect(lookUp).toHaveBeenCalledTimes(2);

    const short = setUp({ lookUp: jest.fn(async () => ({ ...owner, expiresAt: new Date(1_000) })) });
    await short.ask({ 'x-api-key': 'good' });
    short.wait(1_000);
    await short.ask({ 'x-api-key': 'good' });
  });

  it('asks once for requests that arrive together', async () => {
    const { ask, lookUp } = setUp();
    await Promise.all([1, 2, 3].map(() => ask({ 'x-api-key': 'good' })));
    expect(lookUp).toHaveBeenCalledTimes(1);
  });

  it('forgets when something changes, even what is being read at that moment', async () => {
    let answer: (found: KeyOwner | undefined) => void = () => undefined;
    const lookUp = jest.fn(() => new Promise<KeyOwner | undefined>((resolve) => (answer = resolve)));
    const { ask, change } = setUp({ lookUp });
    const first = ask({ 'x-api-key': 'good' });
    change();
    answer(owner);
    await first;
    const second = ask({ 'x-api-key': 'good' });
    answer(undefined);
    await expect(second).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(lookUp).toHaveBeenCalledTimes(2);
  });

  it('does not remember refusals', async () => {
    const { ask, lookUp } = setUp();
    for (let time = 0; time < 2; time += 1) await expect(ask({ 'x-api-key': 'bad' })).rejects.toBeDefined();
    expect(lookUp).toHaveBeenCalledTimes(2);
  });

  it('notes the use at most once a minute, and no failure of that fails a request', async () => {
    const touch = jest.fn(async () => Promise.reject(new Error('away')));
    const failing = setUp({ touch });
    await failing.ask({ 'x-api-key': 'good' });
    const { ask, wait, touch: noted } = setUp();
    await ask({ 'x-api-key': 'good' });
    wait(59_999);
    await ask({ 'x-api-key': 'good' });
    expect(noted).toHaveBeenCalledTimes(1);
    wait(1);
    await ask({ 'x-api-key': 'good' });
    expect(noted).toHaveBeenCalledTimes(2);
  });
});
