/**
 * Serious advisories about what a production install holds (`npm audit`): exit code 1 when one is high or critical.
 * A registry that gives no advisories is no failure, and is named.
 */
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const asked = spawnSync('npm', ['audit', '--omit=dev', '--omit=optional', '--json'], {
  cwd: path.join(__dirname, '..'),
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});

/** The counts by severity in what npm printed; undefined when it holds none. */
function countsOf(printed) {
  try {
    return JSON.parse(printed).metadata?.vulnerabilities;
  } catch {
    return undefined;
  }
}

const counts = countsOf(asked.stdout);
if (counts === undefined) {
  console.log('left out: the registry gives no advisories');
} else {
  console.log(`${counts.critical} critical, ${counts.high} high`);
  process.exitCode = counts.critical + counts.high > 0 ? 1 : 0;
}
