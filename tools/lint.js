/**
 * ESLint, a part of the code in each process: the types of everything at once do not fit into the heap that Node gives one
 * by default. The last part is what the others leave, so no file is missed.
 */
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const eslint = path.join(path.dirname(require.resolve('eslint/package.json')), 'bin/eslint.js');
const parts = ['src/domain', 'src/services', 'src', 'console', '.'];

let isClean = true;
for (const [index, part] of parts.entries()) {
  const ignored = parts.slice(0, index).flatMap((done) => ['--ignore-pattern', `${done}/**`]);
  const { status } = spawnSync(process.execPath, [eslint, ...process.argv.slice(2), ...ignored, part], {
    stdio: 'inherit',
  });
  isClean &&= status === 0;
}
process.exitCode = isClean ? 0 : 1;
