import { Worker } from 'node:worker_threads';

/** Texts that are to be searched for a pattern. */
export interface Sought {
  readonly pattern: string;
  readonly texts: readonly string[];
}

/** Searches by pattern beside the event loop. */
export interface PatternThread {
  /** For each pattern, for each of its texts whether it is found; null when that takes longer than `limitMs`. */
  search(sought: readonly Sought[], limitMs: number): Promise<readonly (readonly boolean[])[] | null>;
  close(): Promise<void>;
}

/** Plain JavaScript, because it is run as it stands here. Patterns were compiled by the caller before, within its limits. */
const script = `
const { parentPort, workerData } = require('node:worker_threads');
const { RE2JS } = require(workerData.engine);
const compiled = new Map();
const compile = (pattern) => {
  if (compiled.size > 500) compiled.clear();
  if (!compiled.has(pattern)) compiled.set(pattern, RE2JS.compile(pattern));
  return compiled.get(pattern);
};
parentPort.on('message', (sought) => {
  parentPort.postMessage(
    sought.map(({ pattern, texts }) => texts.map((text) => compile(pattern).matcher(text).find())),
  );
});`;

/** Nobody has searched for so long: the thread is let go. */
const idleMs = 30_000;

/** One thread for the process, started when it is first needed; one search at a time, the others wait for theirs. */
export function createPatternThread(): PatternThread {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;

  function running(): Worker {
    if (worker !== undefined) return worker;
    const started = new Worker(script, {
      eval: true,
      workerData: { engine: require.resolve('re2js') },
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    });
    // A thread that fails is the end of its search, which its listener tells, and of nothing else.
    started.on('error', () => undefined);
    started.once('exit', () => {
      if (worker === started) worker = undefined;
    });
    started.unref();
    worker = started;
    return started;
  }

  async function end(): Promise<void> {
    clearTimeout(idle);
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  }

  async function searchNow(sought: readonly Sought[], limitMs: number) {
    clearTimeout(idle);
    const thread = running();
    const answer = await new Promise<readonly (readonly boolean[])[] | null>((resolve) => {
      const done = (found: readonly (readonly boolean[])[] | null) => {
        clearTimeout(timer);
        thread.off('message', done);
        thread.off('exit', failed);
        resolve(found);
      };
      const failed = () => done(null);
      const timer = setTimeout(failed, limitMs);
      thread.on('message', done);
      thread.on('exit', failed);
      thread.postMessage(sought);
    });
    if (answer === null) await end();
    idle = setTimeout(() => void end(), idleMs).unref();
    return answer;
  }

  return {
    search(sought, limitMs) {
      const turn = last.then(() => searchNow(sought, limitMs));
      last = turn.catch(() => undefined);
      return turn;
    },
    close: end,
  };
}
