/**
 * `npm test`: the tests of the product with jest, then those of the console with vitest, which has a browser's document
 * for them. Arguments go to jest; with one that chooses among jest's tests those of the console are left out. What
 * `--outputFile` names gets the results of both.
 */
const { spawnSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { merged } = require('./test-results');

const root = path.join(__dirname, '..');
const args = process.argv.slice(2);
const isChosen = args.some((arg) =>
  /^--(selectProjects|testPathPatterns|testNamePattern|shard)\b|^-t$|^[^-]/.test(arg),
);

const product = run('node_modules/jest/bin/jest.js', args, root);
const folder = mkdtempSync(path.join(tmpdir(), 'certloom-test-'));
const results = path.join(folder, 'console.json');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
const ofConsole = isChosen ? 0 : run('tools/console-tests.js', reporters, root);

const output = args.map((arg) => /^--outputFile=(.+)$/.exec(arg)?.[1]).find((file) => file !== undefined);
if (output !== undefined && !isChosen && existsSync(output)) {
  const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);
  writeFileSync(output, JSON.stringify(merged(read(output), read(results))));
}
rmSync(folder, { recursive: true, force: true });
process.exit(product || ofConsole);

function run(program, given, cwd) {
  return spawnSync(process.execPath, [program, ...given], { cwd, stdio: 'inherit' }).status ?? 1;
}
