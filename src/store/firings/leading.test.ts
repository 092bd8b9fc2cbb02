import { leadingClauses } from './leading';

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
  expect(leadingClauses(filter)).toEqual(lead);
});
