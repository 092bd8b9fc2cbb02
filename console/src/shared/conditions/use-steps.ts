import { useState } from 'react';

/** Changes of the same thing within this time are one step. */
const oneStepMs = 1500;

interface Steps {
  readonly past: readonly unknown[];
  readonly future: readonly unknown[];
  readonly typed: string | undefined;
  readonly at: number;
}

/** Undo and redo of a value that somebody else keeps. */
export function useSteps(value: unknown, onChange: (value: unknown) => void, now: () => number = Date.now) {
  const [steps, setSteps] = useState<Steps>({ past: [], future: [], typed: undefined, at: 0 });
  const { past, future } = steps;
  return {
    /** Before each change: what is now can be had back. */
    note(typed?: string): void {
      const isSameStep = typed !== undefined && typed === steps.typed && now() - steps.at < oneStepMs;
      setSteps({ past: isSameStep ? past : [...past, value].slice(-200), future: [], typed, at: now() });
    },
    undo:
      past.length === 0
        ? undefined
        : () => {
            setSteps({ past: past.slice(0, -1), future: [value, ...future], typed: undefined, at: 0 });
            onChange(past.at(-1));
          },
    redo:
      future.length === 0
        ? undefined
        : () => {
            setSteps({ past: [...past, value], future: future.slice(1), typed: undefined, at: 0 });
            onChange(future[0]);
          },
  };
}
