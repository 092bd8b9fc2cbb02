import { copyFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectDone, runProgram, startClientScene, type ClientScene } from './scene';

const root = join(__dirname, '..', '..');
const options = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023', 'dom'],
    module: 'nodenext',
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    types: ['node'],
  },
  files: ['program.mts'],
};

describe('a client made with openapi-typescript', () => {
  let scene: ClientScene;
  beforeAll(async () => {
    scene = await startClientScene();
  });
  afterAll(async () => {
    await scene?.close();
  });

  it('compiles, creates and updates a trigger and searches, without a cast', async () => {
    const { folder, description, product } = scene;
    const modules = join(root, 'node_modules');
    symlinkSync(modules, join(folder, 'node_modules'), 'junction');
    copyFileSync(join(__dirname, 'program.mts'), join(folder, 'program.mts'));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
    const node = (script: string[], ...args: string[]) =>
      runProgram(process.execPath, [join(modules, ...script), ...args], folder);

    await node(['openapi-typescript', 'bin', 'cli.js'], description, '-o', 'api.d.ts', '--default-non-nullable=false');
    await node(['typescript', 'bin', 'tsc'], '--project', folder);
    const output = await runProgram(process.execPath, ['program.mjs', product.api.url, product.adminKey], folder);
    await expectDone(scene, output);
  });
});
