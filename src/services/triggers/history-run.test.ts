import { at, certificateOf, leaf, rulesInMemory, triggerOf } from '../../../test/support/services';
import { certificateFiringSubject } from '../../domain/firings/subject';
import { systemActor } from '../../domain/identity/actor';
import type { FiringRow } from '../../store/firings/history';
import { createPatternEngine } from '../firings/pattern-engine';
import { createRulesOfEvents } from '../firings/rules';
import { openDryRun } from './dry-run';
import { compareWithHistory, matchesByTrigger } from './history-run';

const event = 'certificate_expiring';
const trigger = triggerOf(event, 'ignore', leaf('COMMON_NAME', 'EQUALS', 'web'));

const firing = (firingId: string, objectUuid: string | null, change: Partial<FiringRow> = {}) =>
  ({
    ...{ firingId, objectUuid, resource: 'certificates', occurredAt: at, actor: systemActor },
    ...{ outcome: 'unmatched', matchedTriggers: [] },
    ...change,
  }) as unknown as FiringRow;

it('says what would come out otherwise, and counts what is gone', async () => {
  const { deps } = rulesInMemory([{ triggers: [trigger] }]);
  const rules = createRulesOfEvents(deps);
  const dryRun = await openDryRun(
    { rules, configuration: deps.triggerConfiguration, patterns: createPatternEngine() },
    event,
    { from: 'effect' },
  );
  const subjects = ['web', 'mail'].map((name) => certificateFiringSubject(certificateOf(name)));
  const source = { findMany: async () => new Map(subjects.map((subject) => [subject.uuid, subject])) };
  const matched = [{ uuid: trigger.uuid, name: trigger.name }];
  const { compared, gone } = await compareWithHistory(dryRun, source, [
    firing('f1', 'c-web'),
    firing('f2', 'c-web', { outcome: 'ignored', matchedTriggers: matched }),
    firing('f3', 'c-mail'),
    firing('f4', 'c-gone'),
    firing('f5', null),
  ]);
  expect(compared.map(({ firing: { firingId }, outcome, isChanged }) => [firingId, outcome, isChanged])).toEqual([
    ['f1', 'ignored', true],
    ['f2', 'ignored', false],
    ['f3', 'unmatched', false],
  ]);
  expect(gone).toBe(2);
  expect(compared[0]?.explain).toMatch(/^It would be ignored by .*common name \(web\) is web|common name is web/);
  expect(matchesByTrigger(compared)).toEqual([{ ...matched[0], matched: 2 }]);
});

it('goes by what the event told then', async () => {
  const changed = 'certificate_status_changed';
  const condition = { source: 'event', field: 'newStatus', operator: 'EQUALS', value: 'revoked' } as const;
  const { deps } = rulesInMemory([{ triggers: [triggerOf(changed, 'ignore', condition)] }]);
  const dryRun = await openDryRun(
    { rules: createRulesOfEvents(deps), configuration: deps.triggerConfiguration, patterns: createPatternEngine() },
    changed,
    { from: 'effect' },
  );
  const subject = certificateFiringSubject(certificateOf('web'));
  const { compared } = await compareWithHistory(dryRun, { findMany: async () => new Map([[subject.uuid, subject]]) }, [
    firing('f1', subject.uuid, { particulars: { oldStatus: 'valid', newStatus: 'revoked' } }),
    firing('f2', subject.uuid, { particulars: { oldStatus: 'valid', newStatus: 'expired' } }),
  ]);
  expect(compared.map(({ outcome }) => outcome)).toEqual(['ignored', 'unmatched']);
});

it('goes by the trigger set of the discovery that found a certificate', async () => {
  const discovered = 'certificate_discovered';
  const place = { resource: 'discoveries', objectUuid: 'd-1' } as const;
  const { deps } = rulesInMemory([{ triggers: [triggerOf(discovered, 'ignore', null)], place }]);
  const dryRun = await openDryRun(
    { rules: createRulesOfEvents(deps), configuration: deps.triggerConfiguration, patterns: createPatternEngine() },
    discovered,
    { from: 'effect' },
  );
  const subject = certificateFiringSubject(certificateOf('web'));
  const { compared } = await compareWithHistory(dryRun, { findMany: async () => new Map([[subject.uuid, subject]]) }, [
    firing('f1', subject.uuid, { particulars: { discoveryUuid: 'd-1' } }),
    firing('f2', subject.uuid),
  ]);
  expect(compared.map(({ outcome }) => outcome)).toEqual(['ignored', 'unmatched']);
});
