import { workerOf } from '../../../test/support/worker';
import type { Worker } from './worker';
import { workerWarnings } from './warnings';

const service = { queues: ['scripts-service'], contexts: ['service'] } as const;
const warningsOf = (workers: readonly Worker[], hasScripts = true, currentKeys = {}) =>
  workerWarnings({ workers, hasScripts, currentKeys });
const codesOf = (...given: Parameters<typeof warningsOf>) => warningsOf(...given).map(({ code }) => code);

describe('warnings of workers', () => {
  it('are none where each context has a worker of its own account, and runtimes are alike', () =>
    expect(warningsOf([workerOf('a'), workerOf('a2'), workerOf('s', service)])).toEqual([]));

  it('name each queue that nobody serves, once there are scripts', () => {
    expect(warningsOf([workerOf('a', { state: 'stopped' }), workerOf('s', service)])).toEqual([
      expect.objectContaining({
        code: 'no_script_worker',
        detail: expect.stringMatching(/^No worker serves scripts-api: .*CERTLOOM_WORKER_SERVES/),
      }),
    ]);
    expect(codesOf([])).toEqual(['no_script_worker', 'no_script_worker']);
    expect(codesOf([], false)).toEqual([]);
  });

  it('tell workers of one queue apart by runtimes and versions, and not those of two queues', () => {
    const older = { runtimes: [{ runtime: 'node', available: true, version: '22.0.0', note: null }] } as const;
    expect(warningsOf([workerOf('a'), workerOf('b', older)], false)).toEqual([
      {
        code: 'queue_runtimes_differ',
        detail:
          'Workers of scripts-api have different runtimes: a@host has bash 5.2.0, node 24.1.0; b@host has node 22.0.0.',
      },
    ]);
    expect(codesOf([workerOf('a'), workerOf('s', { ...service, ...older })])).toEqual([]);
    expect(codesOf([workerOf('a'), workerOf('b', { runtimes: [] })])).toContain('queue_runtimes_differ');
  });

  it('say that contexts are not separated in one process, and under one account of a machine', () => {
    const both = workerOf('one', { queues: ['scripts-api', 'scripts-service'], contexts: ['api', 'service'] });
    expect(warningsOf([both])).toEqual([
      {
        code: 'contexts_not_separated',
        detail:
          'One process, one@host, runs the scripts of both contexts as user-of-one: each can reach what the other may.',
      },
    ]);
    const [a, s] = [
      workerOf('a', { scriptAccount: 'certloom' }),
      workerOf('s', { ...service, scriptAccount: 'certloom' }),
    ];
    expect(warningsOf([a, s]).map(({ detail }) => detail)).toEqual([
      'On host, the scripts of both contexts run as certloom: each can reach what the other may.',
    ]);
    expect(codesOf([a, { ...s, host: 'elsewhere' }])).toEqual([]);
    const [rootA, rootS] = [workerOf('a', { osUser: 'root' }), workerOf('s', { ...service, osUser: 'root' })];
    expect(codesOf([rootA, rootS])).toEqual([]);
  });

  it('name a worker without the key that its secrets are sealed to now', () => {
    const workers = [
      workerOf('a', { contextKeys: ['old', 'new'] }),
      workerOf('s', { ...service, contextKeys: ['old'] }),
    ];
    expect(warningsOf(workers, true, { api: 'new', service: 'new' })).toEqual([
      {
        code: 'context_key_missing',
        detail: expect.stringContaining('The worker s@host serves scripts-service without the key new'),
      },
    ]);
  });
});
