/**
 * Makes console/src/shared/api/schema.d.ts from the API's own description, so that a changed API breaks the console's
 * types and not its users. Does nothing while no source of the API has changed since; `--force` makes it all the same.
 */
const { spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { stateOf } = require('./state-of-files');

const root = path.join(__dirname, '..');
const schema = path.join(root, 'console', 'src', 'shared', 'api', 'schema.d.ts');
const document = path.join(root, 'node_modules', '.cache', 'certloom', 'openapi.json');
const rooms = ['api', 'domain', 'process', 'services/builder'];

const state = stateOf(
  root,
  rooms.map((room) => `src/${room}`),
  /(?<!\.test)\.ts$/,
);
const mark = `/* ${state} */\n`;
const isCurrent = existsSync(schema) && readFileSync(schema, 'utf8').startsWith(mark);
if (isCurrent && !process.argv.includes('--force')) process.exit(0);

mkdirSync(path.dirname(document), { recursive: true });
const program = `
  const { writeFileSync } = require('node:fs');
  require('./src/process/description.ts').describeApi().then((document) => {
    writeFileSync(${JSON.stringify(document)}, JSON.stringify(document));
    process.exit(0);
  }, (error) => { console.error(error); process.exit(1); });`;
run('--import', 'tsx', '--eval', program);
const output = `${schema}.new`;
run(
  path.join(root, 'node_modules', 'openapi-typescript', 'bin', 'cli.js'),
  document,
  ...['--output', output, '--default-non-nullable=false', '--read-write-markers'],
);
writeFileSync(schema, mark + readFileSync(output, 'utf8'));
require('node:fs').rmSync(output);

function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status === 0) return;
  console.error(stdout, stderr);
  process.exit(status ?? 1);
}
