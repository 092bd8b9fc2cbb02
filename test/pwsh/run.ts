import path from 'node:path';
import { acceptance } from './acceptance';
import { readCases } from './cases';
import { facts } from './facts';
import { findPwsh } from './find-pwsh';
import { faultsOf } from './judge';
import { lintOnTree } from './lint';
import { lintSamples } from './lint/samples';
import { createReport } from './report';
import { openRunners, ways, type Runners } from './runners';

/**
 * Checks on a real PowerShell what unit tests check on a stand-in: `npm run test:pwsh [part of a name]`. Needs no engines.
 * The last line is `N passed, N failed`, or `skipped: pwsh not found`.
 */
async function main(part = ''): Promise<boolean> {
  const found = findPwsh();
  if (found === undefined) {
    console.log('skipped: pwsh not found');
    return true;
  }
  console.log(`pwsh: ${found.command.join(' ')} (${found.from})`);
  const report = createReport();
  const { check } = report;
  const isWanted = (name: string) => name.includes(part);

  const others = process.env['CERTLOOM_PWSH_CASES']?.trim() ?? '';
  const cases = readCases(others === '' ? path.join(__dirname, 'cases') : path.resolve(others));
  const byLocale = new Map<string, Runners>();
  const runnersFor = (lang: string | undefined, timeZone = 'UTC') => {
    const key = `${lang} ${timeZone}`;
    const runners =
      byLocale.get(key) ?? openRunners(found.command, { ...(lang === undefined ? {} : { lang }), timeZone });
    byLocale.set(key, runners);
    return runners;
  };
  for (const way of ways) {
    for (const { name, job, expected } of cases.filter((one) => isWanted(one.name))) {
      await check(`${way} ${name}`, async () =>
        faultsOf(expected, await runnersFor(expected.lang, expected.timeZone).run(way, job)),
      );
    }
  }
  for (const fact of [...facts, ...acceptance].filter((one) => isWanted(one.name))) {
    for (const way of fact.ways) await check(`${way} ${fact.name}`, () => fact.look(runnersFor(undefined), way));
  }
  for (const sample of lintSamples().filter(({ name }) => isWanted(`lint ${name}`))) {
    await check(`lint ${sample.name}`, () => lintOnTree(sample, runnersFor(undefined)));
  }
  await check('nothing is left of all runs', async () => {
    const left = await Promise.all([...byLocale.values()].map((runners) => runners.close()));
    return left.flat();
  });
  const { line, isGood } = report.end();
  console.log(line);
  return isGood;
}

main(process.argv[2]).then(
  (isGood) => process.exit(isGood ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
