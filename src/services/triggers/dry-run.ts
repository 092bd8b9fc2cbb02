import type { EventCode } from '../../domain/events/catalogue';
import type { PayloadFacts } from '../../domain/events/payloads';
import type { PatternEngine } from '../../domain/conditions/patterns';
import type { Decision } from '../../domain/firings/decide';
import type { FiringSubject } from '../../domain/firings/subject';
import type { Actor } from '../../domain/identity/actor';
import { CertloomError } from '../../domain/problem';
import { platformPlace, samePlace } from '../../domain/triggers/place';
import { resolveSets, type ResolvedSets } from '../../domain/triggers/resolve-sets';
import type { EventSettings, SetPlace, Trigger, TriggerSet } from '../../domain/triggers/trigger';
import type { TriggerConfigurationStore } from '../../store/triggers/configuration';
import { decideSubject } from '../firings/decide-subject';
import { countsOf } from '../firings/record';
import { createReadySets } from '../firings/ready-sets';
import type { FiringRules } from '../firings/rules';

/** Whose triggers are tried: those in effect for the subject, those of one set, or given ones, saved or not. */
export type ChosenTriggers =
  | { readonly from: 'effect' }
  | { readonly from: 'set'; readonly place: SetPlace }
  | { readonly from: 'request'; readonly triggers: readonly Trigger[]; readonly attachedBy: string };

export interface DryRunDeps {
  readonly rules: (event: EventCode) => Promise<FiringRules>;
  readonly configuration: Pick<TriggerConfigurationStore, 'load'>;
  readonly patterns: PatternEngine;
}

export interface DryRun {
  readonly sets: ResolvedSets;
  readonly decision: Decision;
}

/** What of the moment goes into a decision. */
export interface DryRunMoment {
  /** The clock of all comparisons. */
  readonly at: Date;
  readonly actor: Actor;
  /** What the event would tell beside the subject. */
  readonly particulars?: PayloadFacts | undefined;
}

/**
 * Decides as a firing would, and does nothing else: nothing is stored, counted, claimed, sent or started. The rules are
 * read once, for as many subjects as follow. Throws `not_found` when the chosen place has no set.
 */
export async function openDryRun(deps: DryRunDeps, event: EventCode, chosen: ChosenTriggers) {
  const [rules, { sets, triggers, settings }] = await Promise.all([deps.rules(event), deps.configuration.load(event)]);
  // A cache of its own: triggers that are not saved have no version to be known by.
  const readySets = createReadySets(deps.patterns);
  const fixed = fixedSets(event, chosen, sets, triggers, settings);

  return {
    rules,
    run(subject: FiringSubject, { at, actor, particulars }: DryRunMoment): DryRun {
      const { categories, discovery } = subject;
      const { groups, raProfile } = categories;
      const used = fixed ?? rules.setsOf({ groups, raProfile, discovery: discovery ?? null }).sets;
      const ready = readySets(used, event, rules.attributes);
      const circumstances = { occurredAt: at, actor, requestAttributes: {}, particulars };
      return { sets: used, decision: decideSubject(rules, subject, { ready }, circumstances) };
    },
  };
}

/** What `explainFiring` tells of a rehearsal: what would be started counts as done. */
export function rehearsed({ outcome, triggers, matched }: Decision) {
  const counts = countsOf(triggers);
  const started = triggers.flatMap(({ actions }) => actions).filter((action) => action.outcome === 'pending').length;
  return {
    ...{ outcome, triggers, matchedTriggers: matched, message: null, deliveriesFailed: 0 },
    counts: { ...counts, actionsOk: counts.actionsOk + started },
  };
}

export type OpenDryRun = Awaited<ReturnType<typeof openDryRun>>;

/** Undefined: they depend on the subject. */
function fixedSets(
  event: EventCode,
  chosen: ChosenTriggers,
  sets: readonly TriggerSet[],
  triggers: readonly Trigger[],
  settings: EventSettings,
): ResolvedSets | undefined {
  if (chosen.from === 'effect') return undefined;
  if (chosen.from === 'set') {
    const set = sets.find(({ place }) => samePlace(place, chosen.place));
    if (set === undefined) throw new CertloomError('not_found', 'There is no trigger set at this place.');
    const alone = [{ ...set, place: platformPlace }];
    const resolved = resolveSets(event, alone, triggers, settings, { groups: [], raProfile: null });
    const origin = set.place;
    const placed = (list: ResolvedSets['ignore']) => list.map((one) => ({ ...one, origin }));
    return { ...resolved, places: [origin], ignore: placed(resolved.ignore), actions: placed(resolved.actions) };
  }
  const { overridePolicy: policy, onConditionError } = settings;
  const of = (kind: Trigger['kind']) =>
    chosen.triggers
      .filter((trigger) => trigger.kind === kind)
      .map((trigger) => ({
        trigger,
        configuredBy: chosen.attachedBy,
        origin: platformPlace,
      }));
  return { policy, onConditionError, places: [], ignore: of('ignore'), actions: of('action') };
}
