import path from 'node:path';
import { compareUsage, parseCompare } from './arguments';
import { compare } from './compare';
import { openWorkplace } from './workplace';

/** In the order in which they are run; each prints a table and one line of JSON. */
const benches: Readonly<Record<string, string>> = {
  scripts: 'runs of scripts beside bare processes, without the product, some seconds',
  'script-actions': 'scripts as actions of firings beside an empty workflow, some two minutes',
  alerts: 'an expiration alert with 10,000 due certificates beside their bulk upload, some two minutes',
  uploads: 'the upload path beside an empty workflow, some two minutes',
  events: 'issuance by the CA inside and validation beside an empty workflow and a bulk upload, some two minutes',
  lists: 'the pages of an inventory of 100,000 certificates, some three minutes',
  viewer: 'the Event Viewer over 1,000,000 firings, some ten minutes to write them',
  console: 'the console in a real Chromium over 1,000,000 certificates and firings, half an hour to write them',
  digest: 'digests beside uploads, some six minutes',
  discovery: 'pushed certificates beside bulk uploads, and a scan of 2,000 TLS servers, some four minutes',
  start: 'from npm ci to ready with no engine in the cache, then once more, ten to twenty minutes',
  scan: 'the hourly scan of 1,000,000 certificates, most of a quarter of an hour to write them',
};

/** Only where they are named: they take long, and build engines. */
const apart: ReadonlySet<string> = new Set(['start']);

const root = path.join(__dirname, '..', '..');

/** Returns the exit code: 2 for a command line that cannot be understood. */
async function main([first, ...others]: readonly string[]): Promise<number> {
  if (first === 'compare') {
    const args = parseCompare(others);
    if (typeof args === 'string') return refuse(`${args}\n${compareUsage}`);
    const workplace = openWorkplace(root);
    try {
      return (await compare(args, root, workplace)) ? 0 : 1;
    } finally {
      await workplace.close();
    }
  }
  const wanted = first === undefined ? Object.keys(benches).filter((name) => !apart.has(name)) : [first, ...others];
  const unknown = wanted.filter((name) => benches[name] === undefined);
  if (unknown.length > 0) {
    return refuse(`there is no ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}, compare`);
  }
  const workplace = openWorkplace(root);
  let isDone = true;
  try {
    for (const [index, name] of wanted.entries()) {
      console.log(`bench: ${name} (${index + 1} of ${wanted.length}): ${benches[name]}`);
      const run = await workplace.run({ program: process.execPath, args: [path.join(__dirname, `${name}.js`)] });
      isDone &&= run.isDone;
    }
  } finally {
    await workplace.close();
  }
  return isDone ? 0 : 1;
}

function refuse(why: string): number {
  console.error(`bench: ${why}`);
  return 2;
}

main(process.argv.slice(2)).then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  },
);
