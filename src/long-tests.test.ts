import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..');
const program = path.join(root, 'tools', 'test-long.js');
const { proofs } = jest.requireActual<{ proofs: Record<string, { files: string[] }> }>(program);

const withLongForm = readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `test/${name.split(path.sep).join('/')}`)
  .filter((name) => readFileSync(path.join(root, name), 'utf8').includes("['CERTLOOM_TEST_LONG']"));

describe('npm run test:long', () => {
  it('has a name for each test with a long form, and names no other', () => {
    const named = Object.values(proofs).flatMap(({ files }) => files);
    expect(named.sort()).toEqual(withLongForm.sort());
  });

  it('stands in the README with each of its names', () => {
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
    const told = [...readme.matchAll(/^\| `npm run test:long -- (\w+)` \|/gm)].map(([, name]) => name);
    expect(told.sort()).toEqual(Object.keys(proofs).sort());
  });

  it.each([
    ['no name', [], 'Name the proof'],
    ['an unknown name', ['sripts'], 'No proof is called sripts'],
    ['a name of every object', ['constructor'], 'No proof is called constructor'],
  ])('lists the names when it gets %s', (_, args, said) => {
    const { status, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain(said);
    for (const name of Object.keys(proofs)) expect(stderr).toContain(`\n  ${name} `);
  });
});
