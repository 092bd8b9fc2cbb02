import { workerOf } from '../../../test/support/worker';
import { contextsOf, ownSecretsAmong, runtimesOf } from './worker';

describe('contextsOf', () => {
  it.each([
    { queues: ['certloom', 'scan', 'delivery'], contexts: [] },
    { queues: ['scripts-service', 'delivery'], contexts: ['service'] },
    { queues: ['scripts-service', 'scripts-api'], contexts: ['api', 'service'] },
  ])('finds $contexts in $queues', ({ queues, contexts }) => expect(contextsOf(queues)).toEqual(contexts));
});

describe('runtimesOf', () => {
  const python = { runtime: 'python', available: true, version: '3.13.1', note: null } as const;
  it('are those that some running worker of the context can start, each once', () => {
    const workers = [
      workerOf('a'),
      workerOf('b', { runtimes: [...workerOf('b').runtimes, python] }),
      workerOf('other context', { contexts: ['service'], runtimes: [python] }),
    ];
    expect(runtimesOf(workers, 'api')).toEqual(['node', 'bash', 'python']);
    expect(runtimesOf(workers, 'service')).toEqual(['python']);
  });

  it('are none where the only worker is gone', () =>
    expect(runtimesOf([workerOf('a', { state: 'lost' })], 'api')).toEqual([]));
});

describe('ownSecretsAmong', () => {
  it('are those of running workers of scripts, by their files and by their variables', () => {
    const workers = [
      workerOf('a', { ownSecrets: ['pin', 'CERTLOOM_SCRIPT_SECRET_DB_PASSWORD'] }),
      workerOf('gone', { state: 'stopped', ownSecrets: ['old'] }),
      workerOf('other', { contexts: [], ownSecrets: ['unused'] }),
    ];
    const names = ['pin', 'db-password', 'old', 'unused', 'unknown'];
    expect(ownSecretsAmong(workers, names)).toEqual(['pin', 'db-password']);
  });
});
