/**
 * Builds the web console into dist/console: types from the API's description, type check, bundle, size of the first
 * screen, compressed files. Does nothing while no source of it and no API has changed; `--force` builds all the same.
 */
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { compressFiles } = require('./console-compress');
const { firstScreen, limitBytes } = require('./console-size');
const { stateOf } = require('./state-of-files');

const root = path.join(__dirname, '..');
const target = path.join(root, 'dist', 'console');
const stamp = path.join(root, 'dist', '.console-built');

run('tools/console-types.js');
const state = stateOf(root, ['console'], /\.(tsx?|css|html|svg|json)$/);
const isBuilt =
  existsSync(path.join(target, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === state;
if (!isBuilt || process.argv.includes('--force')) {
  console.log('Building the console …');
  rmSync(stamp, { force: true });
  run('node_modules/typescript/bin/tsc', '--project', 'console');
  run('node_modules/vite/bin/vite.js', 'build', 'console', '--logLevel', 'warn');
  compressFiles(target);
  const { bytes, files } = firstScreen(target);
  console.log(
    `Console: JavaScript of the first screen ${Math.round(bytes / 1000)} kB compressed, of ${limitBytes / 1000} kB`,
  );
  if (bytes > limitBytes) {
    for (const [file, size] of files) console.error(`  ${size} bytes: ${file}`);
    console.error('The first screen has become too large: load what it does not need when it is needed.');
    process.exit(1);
  }
  writeFileSync(stamp, state);
}

/** A program of Node; its failure ends this one. Whoever builds, tests too, gets what is served. */
function run(...args) {
  const env = { ...process.env, NODE_ENV: 'production' };
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
