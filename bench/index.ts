import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** In the order in which they are run; each prints a table and one line of JSON. */
const benches: Readonly<Record<string, string>> = {
  uploads: 'the upload path beside an empty workflow, some two minutes',
  digest: 'digests beside uploads, some six minutes',
  scan: 'the hourly scan of 1,000,000 certificates, most of a quarter of an hour to write them',
};

function main(wanted: readonly string[]): void {
  const unknown = wanted.filter((name) => benches[name] === undefined);
  if (unknown.length > 0) {
    console.error(`bench: there is no ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const names = wanted.length > 0 ? wanted : Object.keys(benches);
  for (const [index, name] of names.entries()) {
    console.log(`bench: ${name} (${index + 1} of ${names.length}): ${benches[name]}`);
    const { status } = spawnSync(process.execPath, [join(__dirname, `${name}.js`)], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
}

main(process.argv.slice(2));
