/**
 * Runs one proof in its long form: `npm run test:long -- scripts`. What follows the name goes to jest.
 * Without a name, or with an unknown one, it lists them and ends with 2.
 */
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const root = path.join(__dirname, '..');

/** Each name with its files, and what they do in the long form. */
const proofs = {
  axe: {
    files: ['test/console/admin.test.ts'],
    about: 'axe over every screen of the console and the first object of each list',
  },
  builder: {
    files: ['test/crash/builder/builder.test.ts', 'test/builder/approvals-load.test.ts'],
    about: '200 kills of workers with instances under way, and 1,000 instances that wait for approvals at once',
  },
  dns01: {
    files: ['test/authorities/dns01.test.ts'],
    about: 'whole orders by dns-01 with those of BIND and Knot DNS that are installed',
  },
  events: {
    files: ['test/crash/events.test.ts'],
    about: 'every process killed in turn, with 100 operations, discoveries, validations and approvals under way',
  },
  outage: {
    files: ['test/crash/outage.test.ts'],
    about: 'Temporal and the database away for five minutes each',
  },
  scripts: {
    files: ['test/crash/scripts.test.ts'],
    about: '200 kills of workers with scripts in flight',
  },
  uploads: {
    files: ['test/crash/crash.test.ts'],
    about: '200 kills of product, workflow engine and database under uploads',
  },
};

/** @returns {number} the exit code */
function run([name = '', ...rest]) {
  if (!Object.hasOwn(proofs, name)) {
    const width = Math.max(...Object.keys(proofs).map((one) => one.length));
    const lines = Object.entries(proofs).map(([one, { about }]) => `  ${one.padEnd(width)}  ${about}`);
    const said = name === '' ? 'Name the proof' : `No proof is called ${name}`;
    console.error([`${said}: npm run test:long -- <name>`, ...lines].join('\n'));
    return 2;
  }
  const { files } = proofs[name];
  const asked = ['--selectProjects', 'engines', '--runInBand', '--runTestsByPath', ...files, ...rest];
  const { status } = spawnSync(process.execPath, [require.resolve('jest/bin/jest'), ...asked], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CERTLOOM_TEST_LONG: '1' },
  });
  return status ?? 1;
}

module.exports = { proofs };
if (require.main === module) process.exitCode = run(process.argv.slice(2));
