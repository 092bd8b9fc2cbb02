import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { type CompareArguments, type Subject } from './arguments';
import { compareRounds, type Figures, figures, figuresIn, type Round, tableOf } from './comparison';
import type { Run, Workplace } from './workplace';

/** What is marked in the table, unless `--within` says otherwise. */
const markedFrom = 10;

/**
 * Builds the named commit beside the working tree and lets both run the same bench in turn, so that what else the
 * machine does meets both. Each build is driven by its own bench code, where it has that bench. Throws when something could not be run at all.
 * @returns false when a figure is worse than `--within` allows
 */
export async function compare(args: CompareArguments, root: string, workplace: Workplace): Promise<boolean> {
  const { commit, subject, rounds, within = markedFrom } = args;
  const then = await checkOut(commit, root, workplace);
  const done: Round[] = [];
  const startedAt = performance.now();
  try {
    for (let at = 1; at <= rounds; at += 1) {
      say(`round ${at} of ${rounds}: ${commit}`);
      const before = await runBench(args, 'before', root, workplace);
      say(`round ${at} of ${rounds}: the working tree`);
      done.push({ before, after: await runBench(args, 'after', root, workplace) });
      const minutes = (performance.now() - startedAt) / 60_000;
      say(`${minutes.toFixed(1)} min, about ${((minutes / at) * (rounds - at)).toFixed(0)} more`);
    }
  } finally {
    // What was measured before a run failed is worth reading too.
    if (done.length > 0) report(args, then, done);
  }
  return !compareRounds(figures[subject], done, within).some(({ isWorse }) => isWorse) || args.within === undefined;
}

/** Returns the commit's full name. */
async function checkOut(commit: string, root: string, workplace: Workplace): Promise<string> {
  const git = async (...args: string[]) =>
    (
      await done(workplace.run({ program: 'git', args: ['-C', root, ...args], isQuiet: true }), `git ${args[0]}`)
    ).trim();
  const then = await git('rev-parse', '--verify', '--end-of-options', `${commit}^{commit}`);
  say(`checking ${commit} out beside the working tree`);
  await git('worktree', 'add', '--detach', workplace.tree, then);
  const lock = (tree: string) => readFileSync(path.join(tree, 'package-lock.json'), 'utf8');
  const npm = (...args: string[]) =>
    done(
      workplace.run({ program: 'npm', args, cwd: workplace.tree, isQuiet: true }),
      `npm ${args.join(' ')} at ${commit}`,
    );
  if (lock(workplace.tree) === lock(root)) {
    symlinkSync(path.join(root, 'node_modules'), path.join(workplace.tree, 'node_modules'));
  } else {
    say('installing its packages, which are others');
    await npm('ci', '--no-audit', '--no-fund');
  }
  say('building it');
  await npm('run', '--silent', 'build');
  return then;
}

async function runBench(
  { subject, share }: CompareArguments,
  build: keyof Round,
  root: string,
  workplace: Workplace,
): Promise<Figures> {
  const tree = build === 'before' ? workplace.tree : root;
  // A bench of its own where it has one; but only the scan's of now writes its inventory once for all rounds.
  const own = benchOf(subject, subject === 'scan' || subject === 'start' ? root : tree);
  const bench = existsSync(own) ? own : benchOf(subject, root);
  const shorten = subject === 'uploads' ? ['--require', path.join(root, 'dist', 'bench', 'shorten.js')] : [];
  const output = await done(
    workplace.run({
      program: process.execPath,
      args: [...shorten, bench],
      cwd: tree,
      env: {
        ...process.env,
        ...{ BENCH_PRODUCT: tree, BENCH_SHARE: String(share) },
        // An inventory is written once for each build.
        ...(subject === 'uploads' || subject === 'start' ? {} : { BENCH_DATA: path.join(workplace.folder, build) }),
      },
      isQuiet: true,
    }),
    `${subject} of ${build === 'before' ? 'the commit' : 'the working tree'}`,
  );
  const found = figuresIn(output);
  if (found === undefined) throw new Error(`${subject} printed no figures:\n${output.slice(-2_000)}`);
  return found;
}

function benchOf(subject: Subject, tree: string): string {
  return path.join(tree, 'dist', 'bench', `${subject}.js`);
}

function report({ commit, subject, within = markedFrom, share }: CompareArguments, then: string, done: Round[]): void {
  const rows = compareRounds(figures[subject], done, within);
  say(`${subject}, medians of ${done.length} alternating rounds (smallest to largest)`);
  for (const line of tableOf(rows, { before: commit, after: 'working tree' }, within)) console.log(line);
  console.log(JSON.stringify({ node: process.version, subject, commit: then, rounds: done.length, share, rows }));
}

async function done(running: Promise<Run>, what: string): Promise<string> {
  const { isDone, end, output } = await running;
  if (!isDone) throw new Error(`${what} ended with ${end}:\n${output.slice(-2_000)}`);
  return output;
}

function say(text: string): void {
  console.log(`bench: ${text}`);
}
