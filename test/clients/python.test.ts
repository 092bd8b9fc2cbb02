import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectDone, runProgram, startClientScene, type ClientScene } from './scene';

const venv = mkdtempSync(join(tmpdir(), 'certloom-python-'));
const binaries = join(venv, process.platform === 'win32' ? 'Scripts' : 'bin');

/** Why there is no generator here; undefined once it is installed. */
function obstacle(): string | undefined {
  const run = (file: string, ...args: string[]) => spawnSync(file, args, { encoding: 'utf8', timeout: 120_000 });
  const version = run('python3', '-c', 'import sys; print(sys.version_info >= (3, 11))');
  if (version.status !== 0) return 'python3 is not installed';
  if (version.stdout.trim() !== 'True') return 'python3 is older than 3.11';
  const must = process.env['CI'] === 'true';
  for (const [what, result] of [
    ['python3 cannot make a virtual environment', () => run('python3', '-m', 'venv', venv)],
    [
      'openapi-python-client cannot be installed from PyPI',
      () => run(join(binaries, 'pip'), 'install', '--quiet', '-r', join(__dirname, 'requirements.txt')),
    ],
  ] as const) {
    const { status, stderr } = result();
    if (status === 0) continue;
    if (must) throw new Error(`${what}: ${stderr}`);
    return what;
  }
  return undefined;
}

const missing = obstacle();

describe('a client made with openapi-python-client', () => {
  let scene: ClientScene | undefined;
  afterAll(async () => {
    await scene?.close();
    rmSync(venv, { recursive: true, force: true });
  });

  if (missing !== undefined) {
    it.skip(`skipped: ${missing}`, () => undefined);
    return;
  }

  it('is generated without a warning, imports, creates and updates a trigger and searches', async () => {
    scene = await startClientScene();
    const { folder, description, product } = scene;
    const generated = await runProgram(
      join(binaries, 'openapi-python-client'),
      [
        ...['generate', '--path', description, '--config', join(__dirname, 'python-client.yaml')],
        ...['--output-path', join(folder, 'certloom_client'), '--meta', 'none', '--fail-on-warning'],
      ],
      folder,
    );
    expect(generated).not.toMatch(/warning/i);
    copyFileSync(join(__dirname, 'program.py'), join(folder, 'program.py'));
    await expectDone(
      scene,
      await runProgram(join(binaries, 'python'), ['program.py', product.api.url, product.adminKey], folder),
    );
  });
});
