import { prepareNamespace, searchAttributeNames } from './prepare-namespace';
import { mongodbArguments } from './mongodb-server';
import { temporalArguments } from './temporal-server';

interface Fake {
  retentionSeconds?: number;
  registered?: string[];
  /** Registered by another process between our look and our call. */
  raced?: string[];
  denied?: boolean;
}

function fakeConnection({ retentionSeconds = 86_400, registered = [], raced = [], denied = false }: Fake = {}) {
  const known = new Set(registered);
  const updates: unknown[] = [];
  const connection = {
    workflowService: {
      describeNamespace: async ({ namespace }: { namespace: string }) => {
        if (namespace === 'missing') throw Object.assign(new Error('NOT_FOUND'), { code: 5 });
        return { config: { workflowExecutionRetentionTtl: { seconds: retentionSeconds } } };
      },
      updateNamespace: async (request: unknown) => void updates.push(request),
    },
    operatorService: {
      listSearchAttributes: async () => ({ customAttributes: Object.fromEntries([...known].map((name) => [name, 2])) }),
      addSearchAttributes: async ({ searchAttributes }: { searchAttributes: Record<string, number> }) => {
        if (denied) throw Object.assign(new Error('PERMISSION_DENIED'), { code: 7 });
        for (const name of Object.keys(searchAttributes)) {
          known.add(name);
          if (raced.includes(name)) throw Object.assign(new Error('ALREADY_EXISTS'), { code: 6 });
        }
      },
    },
  };
  return { connection: connection as never, known, updates };
}

describe('prepareNamespace', () => {
  it('registers what is missing and keeps closed runs 30 days', async () => {
    const { connection, known, updates } = fakeConnection({
      registered: ['CertloomEvent'],
      raced: ['CertloomBatchId'],
    });
    await prepareNamespace(connection, 'default', { retention: 'set' });
    expect(known).toEqual(new Set([...searchAttributeNames]));
    expect(updates).toEqual([
      { namespace: 'default', config: { workflowExecutionRetentionTtl: { seconds: 30 * 24 * 3600 } } },
    ]);
  });

  it('changes nothing where all is done or longer', async () => {
    const { connection, updates } = fakeConnection({ retentionSeconds: 90 * 86_400, registered: searchAttributeNames });
    await prepareNamespace(connection, 'default', { retention: 'set' });
    expect(updates).toEqual([]);
  });

  it('reports a short retention of a server that others look after', async () => {
    const { connection, updates } = fakeConnection({ registered: searchAttributeNames });
    const lines: string[] = [];
    const log = { info: () => {}, warn: (line: string) => void lines.push(line), error: () => {} };
    await prepareNamespace(connection, 'default', { log });
    expect(updates).toEqual([]);
    expect(lines).toEqual(['Temporal namespace default forgets closed runs after 1 days; 30 are advised']);
  });

  it('names the variable when there is no such namespace', async () => {
    await expect(prepareNamespace(fakeConnection().connection, 'missing')).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('TEMPORAL_NAMESPACE'),
    });
  });

  it('says what to do by hand when it may not register', async () => {
    await expect(prepareNamespace(fakeConnection({ denied: true }).connection, 'default')).rejects.toMatchObject({
      message: expect.stringMatching(/CertloomEvent.*PERMISSION_DENIED.*search-attribute create/),
    });
  });
});

describe('command lines', () => {
  it('of Temporal hold the search attributes and a namespace that is not the default', () => {
    const options = { namespace: 'default', port: 1, uiPort: 2, databaseFile: '/d/temporal.db' };
    const args = temporalArguments(options);
    for (const name of searchAttributeNames) expect(args).toContain(`${name}=Keyword`);
    expect(args).not.toContain('--namespace');
    expect(temporalArguments({ ...options, namespace: 'certs' }).join(' ')).toContain('--namespace certs');
    expect(temporalArguments({ ...options, uiPort: undefined }).join(' ')).toMatch(/^(?!.*--ui-port).* --headless /);
  });

  it('of the stores bind to the loopback address and write through', () => {
    const rust = mongodbArguments({ kind: 'program', engine: 'secantus-rust', program: 'x', lead: [] }, 7, '/d', false);
    expect(rust.join(' ')).toContain('--host 127.0.0.1 --port 7 --storage-path /d/secantus-rust');
    expect(rust).toContain('--sync-on-commit');
    expect(rust).toContain('--auth');
    const cacheOf = (gigabytes: number) => {
      const args = mongodbArguments(
        { kind: 'program', engine: 'secantus-rust', program: 'x', lead: [] },
        7,
        '/d',
        false,
        gigabytes * 2 ** 30,
      );
      return args[args.indexOf('--cache-size') + 1];
    };
    expect([2, 8, 64].map(cacheOf)).toEqual(['256MB', '512MB', '2048MB']);
    const mongod = mongodbArguments({ kind: 'program', engine: 'mongod', program: 'x', lead: [] }, 7, '/d', false);
    expect(mongod.join(' ')).toContain('--bind_ip 127.0.0.1 --port 7 --dbpath /d/mongod');
    expect(mongod.join(' ')).toContain('--replSet certloom');
    expect(mongod.join(' ')).toContain('--keyFile /d/member.key');
    expect(mongod.join(' ')).toContain('--slowms 86400000');
    for (const engine of ['mongod', 'secantus-python'] as const) {
      const open = mongodbArguments({ kind: 'program', engine, program: 'x', lead: [] }, 7, '/d', true).join(' ');
      expect(open).not.toMatch(/--keyFile|--auth/);
    }
  });
});
