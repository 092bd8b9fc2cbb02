import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const script = path.join(__dirname, '../../.ci/run');
/** What a script of bash needs, and nothing else. */
const tools = ['bash', 'env', 'mktemp', 'rm', 'tee', 'tail', 'cat', 'timeout', 'dirname', 'sleep'];

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'certloom-ci-'));
  for (const folder of ['bin', '.ci']) mkdirSync(path.join(root, folder));
  cpSync(script, path.join(root, '.ci/run'));
  for (const tool of tools) {
    const found = spawnSync('bash', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
    symlinkSync(found, path.join(root, 'bin', tool));
  }
  symlinkSync(process.execPath, path.join(root, 'bin/node'));
  program('npx', 'exit 0');
  writeFileSync(path.join(root, 'package.json'), '{"scripts":{}}');
});
afterEach(() => rmSync(root, { recursive: true }));

function program(name: string, text: string): void {
  writeFileSync(path.join(root, 'bin', name), `#!/bin/sh\n${text}\n`);
  chmodSync(path.join(root, 'bin', name), 0o755);
}

/** Runs CI with an npm that only notes what it is asked for. @param pwsh the last line of `test:pwsh` */
function ci(env: Record<string, string>, pwsh = '5 passed, 0 failed') {
  program(
    'npm',
    `echo "$@" >> ${root}/asked
case "$*" in
*test:pwsh*) echo 'pwsh: somewhere'; echo '${pwsh}';;
*outputFile=*) for one in "$@"; do case "$one" in --outputFile=*)
  echo '{"numPassedTests":7,"numFailedTests":0,"numRuntimeErrorTestSuites":0,"testResults":[]}' > "\${one#--outputFile=}";;
esac; done;;
esac`,
  );
  const { status, stdout } = spawnSync(path.join(root, 'bin/bash'), [path.join(root, '.ci/run')], {
    encoding: 'utf8',
    env: { PATH: path.join(root, 'bin'), ...env },
  });
  const asked = readFileSync(path.join(root, 'asked'), 'utf8').trim().split('\n');
  const lines = stdout.trim().split('\n');
  return { status, lines, last: lines.at(-1), asked: asked.map((line) => line.replace(/ --json.*/, '')) };
}

it('runs what needs no engine on a machine for PowerShell, and names what it leaves out', () => {
  program('dotnet', 'exit 0');
  const { status, asked, lines, last } = ci({});
  // The linter runs beside others, so it may be asked for before or after them.
  expect(asked.filter((line) => line !== 'run --silent lint')).toEqual([
    'ci --no-audit --no-fund',
    'run --silent console:types',
    'run --silent typecheck',
    'run --silent build',
    'run test:unit --',
    'run --silent test:pwsh',
  ]);
  expect(asked).toContain('run --silent lint');
  expect(last).toBe('12 passed, 0 failed');
  expect(status).toBe(0);
  expect(lines.filter((line) => line.includes('left out'))).toHaveLength(1);
});

it.each([
  ['skipped: pwsh not found', '7 passed, 1 failed'],
  ['4 passed, 1 failed', '11 passed, 1 failed'],
  ['something else', '7 passed, 1 failed'],
])('fails there when the tests of PowerShell end with %p', (line, expected) => {
  program('dotnet', 'exit 0');
  const { status, last } = ci({}, line);
  expect([status, last]).toEqual([1, expected]);
});

it.each<[string, readonly string[], Record<string, string>]>([
  ['there is no .NET', [], {}],
  ['there is Go', ['dotnet', 'go'], {}],
  ['there is a Temporal', ['dotnet'], { TEMPORAL_ADDRESS: 'temporal:7233' }],
  ['there is a MongoDB', ['dotnet'], { MONGODB_URI: 'mongodb://mongo' }],
])('leaves nothing out where %s', (_what, programs, env) => {
  for (const name of programs) program(name, 'exit 0');
  const { asked, lines } = ci(env);
  expect(asked).toContain('test --');
  expect(asked).not.toContain('run --silent test:pwsh');
  expect(lines.some((line) => line.includes('left out, because'))).toBe(false);
});
