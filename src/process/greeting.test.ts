import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { greeting } from './greeting';
import { startConfig } from './start-config';

const greeted = { version: '1.2.3', apiUrl: 'http://127.0.0.1:8080', temporalUiUrl: undefined };

describe('the greeting of a start', () => {
  const home = process.cwd();
  let folder: string;
  beforeEach(() => process.chdir((folder = mkdtempSync(path.join(tmpdir(), 'certloom-greeting-')))));
  afterEach(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    { name: 'default folder', given: undefined, file: path.join('data', 'admin.key') },
    { name: 'empty variable', given: ' ', file: path.join('data', 'admin.key') },
    { name: 'relative folder', given: './var/certloom/', file: path.join('var', 'certloom', 'admin.key') },
  ])('$name: shows the key once, and where it lies at every start', ({ given, file }) => {
    const env = { CERTLOOM_DATA_DIR: given };
    const first = greeting(greeted, startConfig(env), true);
    const key = readFileSync(file, 'utf8').trim();
    expect(first).toContain(`  API key       ${key}\n                (shown this once; kept in ${file})\n`);
    const later = greeting(greeted, startConfig(env), true);
    expect(later).toContain(`  API key       in ${file}\n`);
    expect(later).not.toContain(key);
  });

  it('has the address that signs in, in one line, also where nobody watches', () => {
    const signInUrl = 'http://127.0.0.1:8080/once/token';
    const text = greeting({ ...greeted, signInUrl }, startConfig({}), false);
    expect(text).toContain(`\n  Sign in       ${signInUrl} (works once, within ten minutes)\n`);
  });

  it('keeps a new key out of what is no terminal', () => {
    const text = greeting(greeted, startConfig({}), false);
    expect(text).toContain(`  API key       in ${path.join('data', 'admin.key')}\n`);
    expect(text).not.toContain(readFileSync(path.join('data', 'admin.key'), 'utf8').trim());
  });

  it('names an absolute folder as it was given', () => {
    const env = { CERTLOOM_DATA_DIR: folder };
    startConfig(env);
    expect(greeting(greeted, startConfig(env), true)).toContain(
      `  API key       in ${path.join(folder, 'admin.key')}\n`,
    );
  });

  it('tells nothing of a key that is configured', () => {
    const key = 'clk_admin_of_the_configuration';
    const text = greeting({ ...greeted, temporalUiUrl: 'http://ui' }, startConfig({ CERTLOOM_ADMIN_KEY: key }), true);
    expect(text).toBe(
      [
        '',
        'Certloom 1.2.3 is ready.',
        '  API           http://127.0.0.1:8080/api/v1',
        '  API docs      http://127.0.0.1:8080/docs',
        '  Temporal UI   http://ui',
        '  API key       as configured',
        '  Stop          Ctrl-C',
        '\n',
      ].join('\n'),
    );
    expect(text).not.toContain(key);
  });
});
