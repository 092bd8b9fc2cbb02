import { elapsed } from '../lifecycle/elapsed';
import type { EngineLog } from '../lifecycle/start-fault';

const everyMs = 5_000;

/** Says every few seconds that a long step still runs. */
export interface Progress {
  /** What is known of the advance: `42 %`, `31 MB`. */
  advance(text: string): void;
  end(): void;
}

/** `label` is a present participle with its object: "Building X with cargo install (about 7 minutes, once per user)". */
export function startProgress(label: string, log: EngineLog, now: () => number = Date.now): Progress {
  const started = now();
  let known = '';
  log.info(`${label} …`);
  const timer = setInterval(() => log.info(`${label} … ${elapsed(now() - started)}${known}`), everyMs);
  return {
    advance: (text) => {
      known = `, ${text}`;
    },
    end: () => clearInterval(timer),
  };
}

/** The last `12/345` in a build tool's output as `3 %`; undefined when there is none. */
export function percentIn(output: string): string | undefined {
  const [, done, all] = [...output.matchAll(/(\d{1,6})\/(\d{1,6})\b/g)].at(-1) ?? [];
  if (done === undefined || all === undefined || Number(all) === 0 || Number(done) > Number(all)) return undefined;
  return `${Math.floor((Number(done) / Number(all)) * 100)} %`;
}
