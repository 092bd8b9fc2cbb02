import { setTimeout as sleep } from 'node:timers/promises';
import type { BranchHandler, HandlerTypeCode } from '../../domain/alerts/handler';
import { handlerType } from '../../domain/alerts/handler-types';
import { withHeartbeats } from '../work/work';
import { failedEffect, type Effect, type EffectOutcome, type EffectRunner } from './effect';

export interface CarryOutDeps {
  readonly runners: ReadonlyMap<HandlerTypeCode, EffectRunner>;
  /** Waits between two attempts. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What is told around each attempt of an effect. */
export interface AttemptNotes {
  readonly begin: () => Promise<void>;
  readonly refuse: (error: string, message: string) => Promise<void>;
  readonly heartbeat: () => void;
  readonly signal: AbortSignal;
}

const beatMs = 4_000;
const longestPauseMs = 30_000;
const defaultTimeoutSeconds = 120;

/** Carries an effect out, again where it was refused for the time being, as often as its handler allows. */
export function createCarryOut({ runners, pause = pauseFor }: CarryOutDeps) {
  return async function carryOut(effect: Effect, notes: AttemptNotes): Promise<EffectOutcome> {
    const { handler } = effect;
    const runner = runners.get(handler.type);
    if (runner === undefined)
      return failedEffect('handler_unavailable', `Nothing carries out handlers of type ${handler.type}.`);
    const { attempts, firstPauseSeconds } = handler.retry ?? handlerType(handler.type).retry;
    for (let attempt = 1; ; attempt += 1) {
      await notes.begin();
      const outcome = await withHeartbeats(notes.heartbeat, beatMs, () => attemptOf(runner, effect, notes.signal));
      if (outcome.kind !== 'failed' || !outcome.isTemporary || attempt >= attempts) return outcome;
      await notes.refuse(outcome.error, outcome.message);
      const ms = Math.min(longestPauseMs, firstPauseSeconds * 1_000 * 2 ** (attempt - 1));
      await withHeartbeats(notes.heartbeat, beatMs, () => pause(ms, notes.signal));
    }
  };
}

export type CarryOut = ReturnType<typeof createCarryOut>;

async function attemptOf(runner: EffectRunner, effect: Effect, signal: AbortSignal): Promise<EffectOutcome> {
  try {
    return await runner.carryOut(effect, runner.endsByItself === true ? signal : withLimit(signal, effect.handler));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
      return { kind: 'uncertain', error: 'timeout', message: 'It took longer than its time limit.' };
    }
    throw error;
  }
}

function withLimit(signal: AbortSignal, handler: BranchHandler): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(timeLimitOf(handler))]);
}

/** Renewals look at the clock themselves, and have a little more. */
function timeLimitOf({ timeoutSeconds }: BranchHandler): number {
  return ((timeoutSeconds ?? defaultTimeoutSeconds) + 30) * 1_000;
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal });
}
