import type { Instance, StepVisit } from './instance';

/** Somebody, or a hook, has said something to a step that waits. */
export interface ReceivedSignal {
  /** The same saying twice is one: a person's in an approval, else that of an Idempotency-Key or of one hook. */
  readonly key: string;
  /** Name of the signal, without the step. */
  readonly signal: string;
  readonly by: { readonly uuid: string | null; readonly name: string };
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The visit that an instance is at, once it has been entered. */
export interface OpenVisit {
  /** Kind of the step. */
  readonly type: string;
  readonly startedAt: Date;
  /** Its conditions held; what it does may have begun. */
  readonly tries: number;
  /** Since when an attempt may have had its effect; null once it is known that it had none. */
  readonly effectSince: Date | null;
  /** Not before, where an attempt failed and another one follows. */
  readonly retryAt: Date | null;
  /** Waits for people, a signal, a moment or a condition. */
  readonly isWaiting: boolean;
  readonly until: Date | null;
  readonly pollSeconds: number | null;
  readonly received: readonly ReceivedSignal[];
  /** SHA-256 of the token of its hook. */
  readonly hookHash: string | null;
  /** The script that is done for it. */
  readonly runId: string | null;
  readonly inputs: Readonly<Record<string, unknown>> | null;
  readonly message: string | null;
}

/** A value by its name, and the row that holds it. */
export interface VariableRef {
  readonly name: string;
  readonly ref: string;
}

/** An instance as it is stored: variables by reference, and where it is. */
export interface InstanceState extends Omit<Instance, 'variables'> {
  readonly variables: readonly VariableRef[];
  /** Of this attempt, with the one that is under way. */
  readonly visits: Readonly<Record<string, number>>;
  readonly open: OpenVisit | null;
  /** Visits of this attempt that have ended. */
  readonly seq: number;
  readonly errorCode: string | null;
  /** The visit that ended last: its record follows from the row, so that none is lost between the two. */
  readonly settled: StepVisit | null;
  /** The instance that began in its place. */
  readonly restartedAs: string | null;
}

/** What of an instance its movement changes. */
export type InstanceChange = Partial<
  Pick<
    InstanceState,
    | 'status'
    | 'statusMessage'
    | 'errorCode'
    | 'currentStep'
    | 'signals'
    | 'variables'
    | 'visits'
    | 'open'
    | 'seq'
    | 'settled'
    | 'attempt'
    | 'endedAt'
    | 'restartedAs'
  >
>;

/** The same in every attempt of a visit, and in no other visit: what must not happen twice carries it. */
export function visitKey(
  { uuid, attempt }: Pick<Instance, 'uuid' | 'attempt'>,
  uniqueName: string,
  visit: number,
): string {
  return `${uuid}:${attempt}:${uniqueName}:${visit}`;
}

/** The log with the visit that has led to this state: its own row is written only after the state. */
export function withLatest(
  log: readonly StepVisit[],
  { settled }: Pick<InstanceState, 'settled'>,
): readonly StepVisit[] {
  const isThere =
    settled === null || log.some(({ attempt, seq }) => attempt === settled.attempt && seq === settled.seq);
  return isThere ? log : [...log, settled];
}
