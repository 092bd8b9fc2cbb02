import type { HandlerStep } from './handler-plan';
import { handlerType } from './handler-types';

/** How one step ended. */
export const stepOutcomes = ['done', 'failed', 'uncertain', 'skipped'] as const;
export type StepOutcome = (typeof stepOutcomes)[number];

/** Why a step was skipped. */
export type SkipReason = 'condition' | 'no_mail' | 'stopped' | 'reported';

export interface StepResult {
  readonly handlerId: string;
  readonly recipient: string | null;
  readonly outcome: StepOutcome;
  readonly skipped: SkipReason | null;
  /** Lower snake case, of what failed. */
  readonly error: string | null;
  readonly message: string | null;
  /** The handler in whose error branch it ran. */
  readonly branchOf: string | null;
}

/** What an effect said beside how it ended. */
export interface StepSaid {
  readonly variables: Readonly<Record<string, unknown>>;
  /** False: no mail to this recipient, or to none where the step had none. */
  readonly sendEmail: boolean;
}

type Variables = Readonly<Record<string, unknown>>;

/** Where an item is on its way through the handlers. */
export interface ItemProgress {
  /** What steps have left that ran once for the item. */
  readonly variables: Variables;
  /** What steps have left that ran for one recipient, by its address in lower case. */
  readonly ofRecipients: Readonly<Record<string, Variables>>;
  /** Addresses in lower case to which no mail goes; `*` is all. */
  readonly noMail: readonly string[];
  readonly isStopped: boolean;
  readonly results: readonly StepResult[];
}

export const nothingDone: ItemProgress = { variables: {}, ofRecipients: {}, noMail: [], isStopped: false, results: [] };

/** Why a step is not carried out now; null when it is. */
export function skipReason(step: HandlerStep, { noMail, isStopped }: ItemProgress): SkipReason | null {
  if (isStopped) return 'stopped';
  if (!handlerType(step.handler.type).isMail) return null;
  return noMail.includes('*') || noMail.includes((step.recipient ?? '').toLowerCase()) ? 'no_mail' : null;
}

/** The progress after a step: what it said counts for the steps behind it, and a failure may stop the item. */
export function afterStep(
  progress: ItemProgress,
  step: HandlerStep,
  result: StepResult,
  said: StepSaid = { variables: {}, sendEmail: true },
): ItemProgress {
  const { onError } = step.handler;
  const whom = step.recipient === null ? '*' : step.recipient.toLowerCase();
  return {
    ...withVariables(progress, step.recipient, said.variables),
    noMail: said.sendEmail ? progress.noMail : [...progress.noMail, whom],
    isStopped: progress.isStopped || (result.outcome === 'failed' && onError.then === 'stop'),
    results: [...progress.results, result],
  };
}

function withVariables(
  { variables, ofRecipients }: ItemProgress,
  recipient: string | null,
  said: Variables,
): Pick<ItemProgress, 'variables' | 'ofRecipients'> {
  if (recipient !== null) {
    const whom = recipient.toLowerCase();
    return { variables, ofRecipients: { ...ofRecipients, [whom]: { ...ofRecipients[whom], ...said } } };
  }
  // What is said later counts, also for recipients for whom something else was said before.
  const later = Object.entries(ofRecipients).map(([whom, own]) => [whom, { ...own, ...said }] as const);
  return { variables: { ...variables, ...said }, ofRecipients: Object.fromEntries(later) };
}

/**
 * What a step sees of the steps before it. One for a recipient sees what was left for the item and for that recipient,
 * and nothing that was left for another one; one that runs once sees what was left for all of them, the last word first.
 */
export function variablesFor({ variables, ofRecipients }: ItemProgress, recipient: string | null): Variables {
  if (recipient === null) return Object.assign({}, variables, ...Object.values(ofRecipients)) as Variables;
  return { ...variables, ...ofRecipients[recipient.toLowerCase()] };
}

/** What has become of an item as a whole. */
export interface ItemCounts {
  readonly done: number;
  readonly failed: number;
  readonly uncertain: number;
  readonly skippedByCondition: number;
}

export function countsOfResults(results: readonly StepResult[]): ItemCounts {
  const own = results.filter(({ branchOf }) => branchOf === null);
  const of = (outcome: StepOutcome) => own.filter((result) => result.outcome === outcome).length;
  return {
    done: of('done'),
    failed: of('failed'),
    uncertain: of('uncertain'),
    skippedByCondition: own.filter(({ skipped }) => skipped === 'condition').length,
  };
}
