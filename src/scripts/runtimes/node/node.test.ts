import type { ScriptJob } from '../../../domain/scripts/run';
import { scriptJob } from '../../../../test/support/script-job';
import { createScriptRunner, type OpenScriptRunner } from '../../runner';

jest.setTimeout(60_000);

let runner: OpenScriptRunner;
beforeAll(async () => (runner = await createScriptRunner({ pooled: false })));
afterAll(() => runner.close());

function run(content: string, more: Partial<ScriptJob> = {}, signal = new AbortController().signal) {
  return runner.run(scriptJob('node', content, more), { signal });
}

describe('a module', () => {
  it('is given context, parameters, secrets and a log whose order is kept', async () => {
    const outcome = await run(
      `export default ({ context, params, secrets, log }) => {
        log.info('info', { a: 1 }); log.warn('careful'); console.log('said'); log.error('wrong');
        return { context, params, has: secrets.token === 'the token' };
      }`,
      { context: { a: [1] }, params: { b: null }, secrets: { token: 'the token' } },
    );
    expect(outcome).toMatchObject({
      status: 'succeeded',
      stdout: 'info { a: 1 }\nWARNING: careful\nsaid\n',
      stderr: 'wrong\n',
      result: { context: { a: [1] }, params: { b: null }, has: true },
    });
  });

  it('hands over as a handler what it changed in its context, in which parameters win, and what it returns', async () => {
    const outcome = await run(
      `export default ({ context }) => {
        context.Same = context.Same; context.list.push(2); context.fresh = new Date(0); context.SendEmail = false;
        return { returned: context.LIMIT };
      }`,
      { mode: 'handler', context: { Same: 'x', list: [1], limit: 'of the context' }, params: { LIMIT: 5 } },
    );
    expect(outcome).toMatchObject({ status: 'succeeded', sendEmail: false });
    expect(outcome.result).toEqual({ list: [1, 2], fresh: '1970-01-01T00:00:00.000Z', returned: 5 });
  });

  it('S9 that calls process.exit has its context read, and fails with any code but 0', async () => {
    const exits = (code: number) =>
      run(`export default ({ context }) => { context.SendEmail = 'false'; context.a = 1; process.exit(${code}); }`, {
        mode: 'handler',
        context: { SendEmail: 'true' },
      });
    expect(await exits(0)).toMatchObject({ status: 'succeeded', exitCode: 0, sendEmail: false, result: { a: 1 } });
    expect(await exits(3)).toMatchObject({
      status: 'failed',
      exitCode: 3,
      sendEmail: false,
      result: { a: 1 },
      error: { message: 'exit code 3' },
    });
  });

  it('loses no text to process.exit', async () => {
    const outcome = await run(`export default () => { process.stdout.write('x'.repeat(900_000)); process.exit(0); }`);
    expect(outcome.stdout.length).toBe(900_000);
  });

  it.each([
    ['throws', 'export default () => {\n  throw new RangeError("no luck"); }', 'no luck', 'RangeError', 2],
    ['rejects', 'export default async () => {\n\n  await null; throw new Error("no luck"); }', 'no luck', 'Error', 3],
    ['throws no error', 'export default () => { throw "text"; }', 'text', 'string', null],
    [
      'throws beside its promise',
      'export default () => { setTimeout(() => {\n throw new Error("beside"); }, 1); return new Promise(() => {}); }',
      'beside',
      'Error',
      2,
    ],
    [
      'lets a rejection go unheard',
      'export default () => {\n Promise.reject(new Error("unheard")); return new Promise((r) => setTimeout(r, 1000)); }',
      'unheard',
      'Error',
      2,
    ],
    [
      'never settles',
      'export default () => new Promise(() => {})',
      'the promise of the script was never settled',
      'Error',
      null,
    ],
    [
      'exports nothing',
      'export const a = 1;',
      'the module has no default export that is a function',
      'TypeError',
      null,
    ],
    ['imports what is not there', 'import "./none.mjs";', expect.stringContaining('Cannot find module'), 'Error', null],
  ])('fails when it %s', async (_, content, message, type, line) => {
    expect(await run(content)).toMatchObject({ status: 'failed', exitCode: null, error: { message, type, line } });
  });

  it('fails with the line at which it is no JavaScript', async () => {
    const outcome = await run('export default () => 1;\n\nconst = 2;\n');
    expect(outcome).toMatchObject({ status: 'failed', error: { type: 'SyntaxError', line: 3 } });
  });

  it('has plain values only in its result', async () => {
    const outcome = await run(`export default () => ({
      date: new Date(0), map: new Map([['a', new Set([1])]]), bytes: new Uint8Array([1, 2]), big: 2n ** 70n, small: 3n,
      nan: NaN, none: undefined, f() {}, error: new Error('told'), url: new URL('http://a/'), live: new (class Live {})(),
      __proto__: null, nested: { list: [undefined, null, Symbol('s')] },
    })`);
    expect(outcome.result).toEqual({
      date: '1970-01-01T00:00:00.000Z',
      map: { a: [1] },
      bytes: 'AQI=',
      big: '1180591620717411303424',
      small: 3,
      nan: 'NaN',
      error: 'told',
      url: 'http://a/',
      live: '[object Object]',
      nested: { list: [null, null, null] },
    });
    expect(outcome.notes).toEqual([
      'number_as_text $.big',
      'number_as_text $.nan',
      'object_as_text $.error Error',
      'object_as_text $.live Live',
    ]);
  });

  it.each([
    ['a list', '[1]', 'invalid_result: the script returned a list, not an object'],
    ['a text', '"text"', 'invalid_result: the script returned a string, not an object'],
    ['a live object', 'new (class Live {})()', 'invalid_result: the script returned a live object, not plain values'],
    [
      'what refers to itself',
      '(() => { const a = {}; a.a = a; return a; })()',
      /^invalid_result: the result is nested/,
    ],
    ['too many values', '({ a: Array(20001).fill(1) })', /^invalid_result: the result has more than 20000 values/],
    ['too much', '({ a: "x".repeat(300000) })', 'invalid_result: the result has more than 262144 bytes'],
  ])('has an invalid result with %s', async (_, value, message) => {
    const outcome = await run(`export default () => ${value}`);
    expect(outcome.status).toBe('invalid_result');
    expect(outcome.error!.message).toMatch(message);
  });

  it('is told by its signal that it is to end, and may tidy up', async () => {
    const stop = new AbortController();
    const running = run(
      `export default ({ signal, log }) => new Promise((resolve, reject) => {
        log.info('waiting'); setInterval(() => {}, 1000);
        signal.addEventListener('abort', () => { log.info('tidied up'); reject(signal.reason); });
      })`,
      {},
      stop.signal,
    );
    setTimeout(() => stop.abort(), 1_000);
    expect(await running).toMatchObject({ status: 'cancelled', stdout: 'waiting\ntidied up\n' });
  });

  it('ends its run with its result, though timers go on', async () => {
    const outcome = await run('export default () => { setInterval(() => {}, 10); return { a: 1 }; }');
    expect(outcome).toMatchObject({ status: 'succeeded', result: { a: 1 } });
    expect(outcome.durationMs).toBeLessThan(5_000);
  });
});
