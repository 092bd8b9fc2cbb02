import { at, attribute, certificateOf, leaf, triggerOf } from '../../../test/support/services';
import type { PatternEngine } from '../../domain/conditions/patterns';
import { certificateFiringSubject, noCategories } from '../../domain/firings/subject';
import { platformPlace } from '../../domain/triggers/place';
import type { ResolvedSets } from '../../domain/triggers/resolve-sets';
import type { Trigger } from '../../domain/triggers/trigger';
import { createPatternEngine } from './pattern-engine';
import { createReadySets } from './ready-sets';

const event = 'certificate_expiring';
const names = { groupNames: [], raProfileName: null, ownerName: null };
const matching = triggerOf(event, 'action', leaf('COMMON_NAME', 'MATCHES', '^w'));
const ignoring = triggerOf(event, 'ignore', leaf('COMMON_NAME', 'EQUALS', 'web'));

/** Resolved sets of triggers, all attached to the platform. */
function setsOf(ignore: readonly Trigger[], actions: readonly Trigger[]): ResolvedSets {
  const resolved = (trigger: Trigger) => ({ trigger, configuredBy: 'u-1', origin: platformPlace });
  return {
    ...{ policy: 'replace', onConditionError: 'reject', places: [platformPlace] },
    ...{ ignore: ignore.map(resolved), actions: actions.map(resolved) },
  };
}

/** Ready sets, with the patterns that were compiled for them. */
function counting() {
  const compiled: string[] = [];
  const engine = createPatternEngine();
  const patterns: PatternEngine = {
    compile(pattern) {
      compiled.push(pattern);
      return engine.compile(pattern);
    },
  };
  return { compiled, readySets: createReadySets(patterns) };
}

describe('ready sets', () => {
  it.each([
    ['web', ['true'], ['true']],
    ['www', ['false'], ['true']],
    ['mail', ['false'], ['false']],
  ])('answer for %s', (name, ignored, acted) => {
    const sets = counting().readySets(setsOf([ignoring], [matching]), event, []);
    const subject = certificateFiringSubject(certificateOf(name)).look(noCategories, names);
    const answers = (of: typeof sets.ignore) => of.map(({ evaluate }) => evaluate(subject, at).result);
    expect([answers(sets.ignore), answers(sets.actions)]).toEqual([ignored, acted]);
  });

  it('keep who attached each trigger, their order and what an error means', () => {
    const other = triggerOf(event, 'action', null);
    const sets = counting().readySets(setsOf([ignoring], [matching, other]), event, []);
    expect(sets).toMatchObject({
      onConditionError: 'reject',
      ignore: [{ trigger: ignoring, configuredBy: 'u-1', origin: platformPlace }],
      actions: [{ trigger: matching }, { trigger: other }],
    });
  });

  it.each([
    { name: 'the same again', trigger: matching, sameAttributes: true, times: 1 },
    { name: 'a new version', trigger: { ...matching, version: 2 }, sameAttributes: true, times: 2 },
    { name: 'another trigger', trigger: { ...matching, uuid: 't-other' }, sameAttributes: true, times: 2 },
    { name: 'other attribute definitions', trigger: matching, sameAttributes: false, times: 2 },
  ])('compile for $name: $times in all', ({ trigger, sameAttributes, times }) => {
    const { compiled, readySets } = counting();
    const attributes = [attribute];
    readySets(setsOf([], [matching]), event, attributes);
    readySets(setsOf([], [trigger]), event, sameAttributes ? attributes : [attribute]);
    expect(compiled).toEqual(Array(times).fill('^w'));
  });
});
