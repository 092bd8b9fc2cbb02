import { bestLead, leadsOf } from './leading';

it.each([
  [{}, []],
  [{ text: 'x' }, []],
  [{ trigger: 't', events: ['e'], errorsOnly: true }, [{ 'matchedTriggers.uuid': 't' }]],
  [{ object: { resource: 'certificates', uuid: 'c' }, trigger: 't' }, [{ objectUuid: 'c' }]],
  [{ snapshots: ['s'], outcomes: ['ignored'] }, [{ snapshotId: 's' }]],
  [{ snapshots: ['s'], placeIsPlatform: true, outcomes: ['ignored'] }, [{ outcome: 'ignored' }]],
  [{ snapshots: Array.from({ length: 60 }, (_, at) => `s${at}`), events: ['e'] }, [{ event: 'e' }]],
  [{ errorsOnly: true, actor: 'u' }, [{ status: 'failed' }, { status: 'finished_with_errors' }]],
  [{ statuses: ['running'], actor: 'u' }, [{ status: 'running' }]],
  [{ statuses: ['finished'], actor: 'u' }, [{ 'actor.uuid': 'u' }]],
  [{ actor: 'system', events: ['e'] }, [{ 'actor.uuid': null }]],
  [{ statuses: ['finished'] }, [{ status: 'finished' }]],
  [{ outcomes: ['performed'], events: ['e'] }, [{ outcome: 'performed' }]],
  [{ events: ['e', 'f'] }, [{ event: 'e' }, { event: 'f' }]],
])('%j is led by %j', (filter, lead) => {
  expect(leadsOf(filter)[0] ?? []).toEqual(lead);
});

it('the part that leads to the fewest rows is taken, the first of equals', () => {
  const leads = leadsOf({ trigger: 't', actor: 'u', outcomes: ['ignored', 'error'] });
  expect(leads).toHaveLength(4);
  const shares: Readonly<Record<string, number>> = { 'matchedTriggers.uuid': 0.3, 'actor.uuid': 0.02, outcome: 0.04 };
  const of = (clause: object) => shares[Object.keys(clause)[0]!]!;
  expect(bestLead(leads, of)).toEqual([{ 'actor.uuid': 'u' }]);
  expect(bestLead(leads, () => 1)).toEqual([{ 'matchedTriggers.uuid': 't' }]);
  expect(bestLead([], of)).toEqual([]);
});
