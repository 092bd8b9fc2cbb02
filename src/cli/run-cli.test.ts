import { configurationTable } from './configuration-table';
import { helpText } from './help';
import { type CliCommands, runCli } from './run-cli';
import { productVersion } from '../lifecycle/version';

function run(argv: readonly string[], commands: Partial<CliCommands> = {}) {
  const said = { out: '', error: '' };
  const unused = () => Promise.reject(new Error('not to be called'));
  const code = runCli(
    argv,
    { start: unused, startProduct: unused, copyData: unused, reopenSource: unused, ...commands },
    { out: (text) => void (said.out += text), error: (text) => void (said.error += text) },
  );
  return code.then((exitCode) => ({ exitCode, ...said }));
}

describe('runCli', () => {
  it('starts the product and gives its exit code', async () => {
    expect(await run(['start'], { start: async () => 3 })).toEqual({ exitCode: 3, out: '', error: '' });
  });

  it('copies data: what is told on the way is no output, and what came of it is', async () => {
    const collections = [{ name: 'certificates', rows: 3, source: 'ab', target: 'ab' }];
    const moments = { startedAt: new Date(0), finishedAt: new Date(60_000) };
    const order = ['copy-data', '--from', 'mongodb://one/a', '--to', './data'];
    const copied = await run(order, {
      copyData: async ({ from, to, prepare }, say) => {
        say(JSON.stringify([Object.keys(from), Object.keys(to), prepare]));
        return { ...moments, collections };
      },
    });
    expect(copied).toMatchObject({ exitCode: 0, error: '[["uri"],["folder"],false]\n' });
    expect(copied.out).toMatch(/^certificates +3 +ab +same$/m);
    expect(copied.out).toContain('Finished: 3 rows in 1 collections');
    const prepared = await run([...order, '--prepare'], { copyData: async () => undefined });
    expect(prepared).toMatchObject({ exitCode: 0, out: expect.stringContaining('stop the product') });
  });

  it('opens the source of a copy again', async () => {
    const opened = await run(['copy-data', '--reopen', '/x'], {
      reopenSource: async (place, say) => say(JSON.stringify(place)),
    });
    expect(opened).toEqual({ exitCode: 0, out: '{"folder":"/x"}\n', error: '' });
  });

  it.each([
    [['mongodb://user:hush@host:x/y z']],
    [['http://user:hush@host/']],
    [['--from', 'mysql://user:hush@host', '--to', 'x']],
    [['--from', 'x', '--to', 'x', '--hush']],
    [['--from', 'x']],
    [['--from', 'x', '--from-file', 'y', '--to', 'x']],
    [['--from-file', '/nowhere/at/all', '--to', 'x']],
    [['--from', 'file:relative', '--to', '']],
    [['--reopen', 'x', '--to', 'y']],
  ])('refuses to copy with %j, and repeats no password', async (args) => {
    const { exitCode, error } = await run(['copy-data', ...args]);
    expect(exitCode).toBe(64);
    expect(error.split('\n\n')[0]).not.toContain('hush@');
  });

  it.each([
    [['help'], helpText],
    [[], helpText],
    [['version'], `${productVersion()}\n`],
    [['config', '--table'], `${configurationTable()}\n`],
  ])('%j prints', async (argv, out) => expect(await run(argv)).toEqual({ exitCode: 0, out, error: '' }));

  it('tells how it is used after a wrong command line', async () => {
    const { exitCode, out, error } = await run(['stop']);
    expect({ exitCode, out }).toEqual({ exitCode: 64, out: '' });
    expect(error).toContain(helpText);
  });

  it('shows the configuration without secrets', async () => {
    const key = 'a-key-of-more-than-twenty-characters';
    const before = process.env['CERTLOOM_ADMIN_KEY'];
    process.env['CERTLOOM_ADMIN_KEY'] = key;
    try {
      const { exitCode, out } = await run(['config']);
      expect(exitCode).toBe(0);
      expect(out).toContain('CERTLOOM_ADMIN_KEY = [set]');
      expect(out).not.toContain(key);
    } finally {
      if (before === undefined) delete process.env['CERTLOOM_ADMIN_KEY'];
      else process.env['CERTLOOM_ADMIN_KEY'] = before;
    }
  });

  it('ends with 78 for a configuration that cannot be', async () => {
    process.env['CERTLOOM_PROT'] = '1';
    try {
      const { exitCode, error } = await run(['config']);
      expect(exitCode).toBe(78);
      expect(error).toContain('CERTLOOM_PROT is unknown: did you mean CERTLOOM_PORT?');
    } finally {
      delete process.env['CERTLOOM_PROT'];
    }
  });

  it('knows its version', () => expect(productVersion()).toMatch(/^\d+\.\d+\.\d+/));
});
