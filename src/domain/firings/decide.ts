import { applyAction, type ApplyContext, type Directory } from '../actions/apply';
import { isCategorising, type Action, type ActionResult } from '../actions/action';
import { permissionsOfAction } from '../triggers/permissions';
import type { AttributeValues } from '../attributes/attribute';
import type { Categories } from '../certificates/certificate';
import type { NextFlip } from '../conditions/clock';
import { PatternBudget, patternSteps } from '../conditions/patterns';
import type { Subject } from '../conditions/subject';
import type { PayloadFacts } from '../events/payloads';
import type { Evaluation } from '../conditions/tree';
import type { TriggerResult } from './firing';
import type { FiringSubject } from './subject';
import type { Actor } from '../identity/actor';
import type { Permission } from '../identity/permissions';
import type { SetPlace, Trigger } from '../triggers/trigger';

/** A trigger as it applies to one firing, with its condition compiled once per version. */
export interface ReadyTrigger {
  readonly trigger: Trigger;
  readonly configuredBy: string;
  readonly origin: SetPlace;
  readonly evaluate: (subject: Subject, now: Date, budget?: PatternBudget) => Evaluation;
  /** When the clock alone may change what it comes to; absent: it does not look at the clock. */
  readonly nextFlip?: NextFlip | undefined;
}

export interface ReadySets {
  readonly ignore: readonly ReadyTrigger[];
  readonly actions: readonly ReadyTrigger[];
  readonly onConditionError: 'admit' | 'reject';
}

export interface DecideInput {
  readonly sets: ReadySets;
  /** As it is before any trigger; at upload the pending certificate with its first owner. */
  readonly subject: FiringSubject;
  /** Win over everything that triggers set for the same attribute. */
  readonly requestAttributes: AttributeValues;
  readonly actor: Actor;
  /** What the event tells beside the subject. */
  readonly particulars?: PayloadFacts | undefined;
  /** The clock of the firing: `occurredAt`. */
  readonly now: Date;
  readonly directory: Directory;
  /** Undefined: the user is gone or disabled. */
  readonly rightsOf: (userUuid: string) => ReadonlySet<Permission> | undefined;
  /** Milliseconds of any steady clock, for the durations in the record only. */
  readonly steadyClock?: () => number;
}

/** An effect that is to run after the decision was stored, in this order. */
export interface PlannedEffect {
  readonly trigger: string;
  readonly actionId: string;
  /** Of a notification; a script has none. */
  readonly profiles: readonly string[];
  readonly onError: 'continue' | 'stop';
}

export interface Decision {
  readonly outcome: 'ignored' | 'performed' | 'unmatched';
  readonly withErrors: boolean;
  readonly triggers: readonly TriggerResult[];
  readonly matched: readonly { readonly uuid: string; readonly name: string }[];
  /** What the subject is to be stored with; meaningless when ignored. */
  readonly categories: Categories;
  readonly effects: readonly PlannedEffect[];
}

/** Id of the one action that an ignore trigger's profiles make. */
export const rejectionNotice = 'notify';

/**
 * Both stages of a firing (docs/concepts.md, How a firing runs), decided in memory: every ignore trigger, then, unless
 * one matched, the action triggers in order, each seeing what the ones before it set. Pure: (subject, sets, clock) ->
 * decision. Dry run, replay and the repeat after a crash call the same function.
 */
export function decide(input: DecideInput): Decision {
  const run = new Run(input);
  for (const ready of input.sets.ignore) run.ignore(ready);
  if (run.isIgnored) return run.decision('ignored');
  for (const ready of input.sets.actions) run.act(ready);
  run.applyRequest();
  return run.decision(run.matchedAction ? 'performed' : 'unmatched');
}

class Run {
  private readonly triggers: TriggerResult[] = [];
  private readonly matched: { uuid: string; name: string }[] = [];
  private readonly effects: PlannedEffect[] = [];
  private readonly told = new Set<string>();
  private readonly context: ApplyContext;
  private readonly steadyClock: () => number;
  /** Of all triggers together: a subject with long texts must not hold up the process once for each of them. */
  private readonly budget = new PatternBudget(patternSteps.decision);
  private categories: Categories;
  private subject: Subject;
  private withErrors = false;
  isIgnored = false;
  matchedAction = false;

  constructor(private readonly input: DecideInput) {
    const { subject, directory, actor, requestAttributes } = input;
    const { resource, categories, metadata } = subject;
    this.categories = categories;
    const property = (field: string) => this.subject.property(field, input.now);
    this.context = { resource, directory, actor, requestAttributes, metadata, property };
    this.steadyClock = input.steadyClock ?? (() => 0);
    this.subject = this.look();
  }

  ignore(ready: ReadyTrigger): void {
    const { trigger } = ready;
    if (!trigger.enabled) return this.skip(trigger);
    const started = this.steadyClock();
    const evaluation = ready.evaluate(this.subject, this.input.now, this.budget);
    const rejectedByError = evaluation.result === 'error' && this.input.sets.onConditionError === 'reject';
    const isMatch = evaluation.result === 'true' || rejectedByError;
    const actions = isMatch ? this.rejectionNotices(trigger) : [];
    if (isMatch) {
      this.isIgnored = true;
      this.matched.push({ uuid: trigger.uuid, name: trigger.name });
    }
    this.record(trigger, evaluation, actions, started, rejectedByError);
  }

  act(ready: ReadyTrigger): void {
    const { trigger } = ready;
    if (!trigger.enabled) return this.skip(trigger);
    const started = this.steadyClock();
    const evaluation = ready.evaluate(this.subject, this.input.now, this.budget);
    let actions: ActionResult[] = [];
    if (evaluation.result === 'true') {
      this.matchedAction = true;
      this.matched.push({ uuid: trigger.uuid, name: trigger.name });
      actions = this.perform(ready);
    }
    this.record(trigger, evaluation, actions, started, false);
  }

  /** Request attributes go on last and win. */
  applyRequest(): void {
    const { requestAttributes } = this.input;
    const attributes = Object.entries({ ...this.categories.attributes, ...requestAttributes });
    // An empty value asks for none, whatever the triggers set.
    const present = attributes.filter(([, value]) => value.content.length > 0);
    if (present.length === attributes.length && Object.keys(requestAttributes).length === 0) return;
    this.categories = { ...this.categories, attributes: Object.fromEntries(present) };
  }

  decision(outcome: Decision['outcome']): Decision {
    const { withErrors, triggers, matched, categories, effects } = this;
    return { outcome, withErrors, triggers, matched, categories, effects };
  }

  private perform({ trigger, configuredBy }: ReadyTrigger): ActionResult[] {
    const rights = this.input.rightsOf(configuredBy);
    const results: ActionResult[] = [];
    let stopped = false;
    for (const action of trigger.actions) {
      const result = stopped ? blank(action, 'skipped') : this.performOne(trigger, action, rights);
      if (result.outcome === 'failed') {
        this.withErrors = true;
        stopped ||= action.onError === 'stop';
      }
      results.push(result);
    }
    return results;
  }

  private performOne(trigger: Trigger, action: Action, rights: ReadonlySet<Permission> | undefined): ActionResult {
    if (!action.enabled) return blank(action, 'skipped');
    if (rights === undefined) {
      return {
        ...blank(action, 'failed'),
        errorCode: 'identity_unavailable',
        message: 'the user who attached this trigger is gone or disabled',
      };
    }
    const missing = permissionsOfAction(action).find((permission) => !rights.has(permission));
    if (missing !== undefined) {
      return {
        ...blank(action, 'failed'),
        errorCode: 'forbidden',
        message: `the user who attached this trigger lacks ${missing}`,
      };
    }
    if (!isCategorising(action)) {
      this.effects.push({
        trigger: trigger.uuid,
        actionId: action.id,
        profiles: action.type === 'sendNotification' ? action.profiles : [],
        onError: action.onError,
      });
      return blank(action, 'pending');
    }
    const started = this.steadyClock();
    const applied = applyAction(action, this.categories, this.context);
    const durationMs = this.since(started);
    if ('errorCode' in applied) return { ...blank(action, 'failed'), ...applied, durationMs };
    if (applied.changed) {
      this.categories = applied.categories;
      this.subject = this.look();
    }
    const { changed, before, after } = applied;
    return { ...blank(action, 'ok'), changed, before, after, durationMs };
  }

  /** Each profile is told once, however many triggers name it. */
  private rejectionNotices(trigger: Trigger): ActionResult[] {
    const profiles = trigger.notificationProfiles.filter((profile) => !this.told.has(profile));
    if (profiles.length === 0) return [];
    for (const profile of profiles) this.told.add(profile);
    this.effects.push({ trigger: trigger.uuid, actionId: rejectionNotice, profiles, onError: 'continue' });
    return [blank({ id: rejectionNotice, type: 'sendNotification' }, 'pending')];
  }

  /** Milliseconds, to the microsecond: the digits behind it are noise that would be stored with every firing. */
  private since(started: number): number {
    return Math.round((this.steadyClock() - started) * 1_000) / 1_000;
  }

  private skip(trigger: Trigger): void {
    this.triggers.push({
      trigger: trigger.uuid,
      kind: trigger.kind,
      result: 'skipped',
      truth: null,
      leaves: [],
      actions: [],
      durationMs: 0,
    });
  }

  private record(
    trigger: Trigger,
    evaluation: Evaluation,
    actions: readonly ActionResult[],
    started: number,
    rejectedByError: boolean,
  ): void {
    const { result: truth, leaves } = evaluation;
    // A fault in any leaf is shown as an error of the firing, also where the root could decide without it.
    if (leaves.some((leaf) => leaf.result === 'error')) this.withErrors = true;
    this.triggers.push({
      trigger: trigger.uuid,
      kind: trigger.kind,
      result: truth === 'true' ? 'matched' : truth === 'false' ? 'not_matched' : 'error',
      truth: trigger.condition === null ? null : truth,
      ...(rejectedByError ? { rejectedByError } : {}),
      leaves,
      actions,
      durationMs: this.since(started),
    });
  }

  private look(): Subject {
    const { subject, requestAttributes, directory, particulars } = this.input;
    const isAsGiven = Object.keys(requestAttributes).length === 0;
    const { attributes } = this.categories;
    const seen = seenWith(
      subject,
      isAsGiven ? this.categories : { ...this.categories, attributes: { ...attributes, ...requestAttributes } },
      directory,
    );
    return particulars === undefined ? seen : { ...seen, event: (field) => particulars[field] };
  }
}

/** What conditions see of a subject with these categories, whose names the directory has. */
export function seenWith(subject: FiringSubject, categories: Categories, directory: Directory): Subject {
  const { groups, raProfile, owner } = categories;
  return subject.look(categories, {
    groupNames: groups.map((uuid) => directory.groups.get(uuid)?.name ?? uuid),
    raProfileName: raProfile === null ? null : (directory.raProfiles.get(raProfile)?.name ?? null),
    ownerName: owner === null ? null : (directory.users.get(owner)?.username ?? null),
  });
}

function blank(action: { readonly id: string; readonly type: string }, outcome: ActionResult['outcome']): ActionResult {
  return {
    id: action.id,
    type: action.type,
    outcome,
    changed: false,
    before: null,
    after: null,
    errorCode: null,
    message: null,
    attempts: [],
    durationMs: 0,
  };
}
