import { measureWays } from '../../bench/script-ways';
import { judge } from '../../bench/targets';
import { probeRuntime } from '../../src/scripts/probe';
import { pwsh } from '../../src/scripts/runtimes/pwsh/pwsh';
import { openWorkplace } from '../../src/scripts/workplace';
import { findPwsh } from './find-pwsh';

/** What each way of starting a PowerShell script costs beside a bare pwsh: `npm run bench:pwsh`. Needs no engines. */
async function main(): Promise<void> {
  const found = findPwsh();
  if (found === undefined) {
    console.log('skipped: pwsh not found');
    return;
  }
  const workplace = await openWorkplace([pwsh], null);
  const { program, version, note } = await probeRuntime(pwsh, found.command, workplace, null);
  await workplace.remove();
  if (program === null) throw new Error(`pwsh does not run: ${note}`);
  const rounds = Number(process.env['BENCH_ROUNDS'] ?? 15);
  console.log(`bench: pwsh ${version}, ${program.command.join(' ')}, ${rounds} rounds`);
  const rows = await measureWays({
    runtime: 'pwsh',
    command: program.command,
    flags: ['-NoProfile', '-NonInteractive', '-File'],
    texts: {
      file: 'task.ps1',
      bare: `Write-Host 'said'; ConvertTo-Json -Compress -InputObject @{ a = 1 }\n`,
      run: `Write-Host 'said'; @{ a = 1 }\n`,
    },
    rounds,
    pauseMs: 3_000,
  });
  console.table(rows);
  const [, , ready, warm] = rows;
  const targets = judge([
    { figure: 'pwsh: latency of a ready run to a bare process', value: ready!.ofBareLatency, atMost: 0.1 },
    { figure: 'pwsh: warm runs a second to bare processes', value: warm!.timesBare ?? NaN, atLeast: 30 },
  ]);
  console.log(JSON.stringify({ pwsh: version, rounds, ways: rows, targets }));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
