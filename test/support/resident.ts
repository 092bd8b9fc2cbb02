import type { Resident } from '../../src/scripts/pool/resident';

/** A process of the pool that is none: it can be made to exit, and says when it was ended. */
export interface FakeResident extends Resident {
  /** As if the process had ended by itself. */
  exit(): void;
  readonly ended: () => number;
}

let last = 1_000;

export function fakeResident(memory = 0): FakeResident {
  let isAlive = true;
  let ended = 0;
  let settle: (exit: { exitCode: number; signal: null }) => void;
  const exited = new Promise<{ exitCode: number; signal: null }>((resolve) => (settle = resolve));
  const exit = () => {
    isAlive = false;
    settle({ exitCode: 0, signal: null });
  };
  return {
    pid: (last += 1),
    startedAt: new Date(),
    account: null,
    exited,
    isAlive: () => isAlive,
    serve: () => Promise.reject(new Error('a fake serves no run')),
    memory: () => Promise.resolve(memory),
    end() {
      ended += 1;
      exit();
      return Promise.resolve();
    },
    exit,
    ended: () => ended,
  };
}
