import { actionOf } from '../../../test/support/builders';
import { scriptRetry } from '../../domain/actions/action';
import type { ScriptActionPlan } from '../../domain/firings/effects';
import { CertloomError } from '../../domain/problem';
import type { ScriptRunRequest } from '../../domain/scripts/run-request';
import type { NoticePayload } from '../../store/firings/notice-payloads';
import { createActionFacts } from './action-facts';
import { createScriptAction, type ScriptActionDeps } from './script-action';

const envelope = {
  ...{ schemaVersion: 1, event: 'discovery_finished', firingId: 'f1', occurredAt: '2030-01-01T00:00:00.000Z' },
  ...{ resource: 'discoveries', objectUuid: 'd1', monitoring: false, data: { discoveryName: 'lab' } },
} as const;
const payload = { envelope, certificateUuid: null, ownerUuid: 'u1' } as unknown as NoticePayload;
const plan: ScriptActionPlan = {
  ...{ kind: 'script', script: 'notify', version: 2, wait: true, onError: 'continue', timeoutSeconds: null },
  parameters: { to: '$(owner.mail)', about: 'run of $(event.data.discoveryName)' },
  retry: scriptRetry,
};
const run = { runId: 'r1', context: 'service', timeoutSeconds: 120, scheduleToStartSeconds: 300 } as const;
const firing = { _id: 'f1', objectUuid: 'd1' };

function world(
  change: Partial<ScriptActionDeps> = {},
  load: () => Promise<NoticePayload | undefined> = async () => payload,
) {
  const requests: ScriptRunRequest[] = [];
  const open = createScriptAction({
    facts: createActionFacts({
      ...{ payload: load, certificate: async () => null, now: () => new Date('2030-01-02T00:00:00Z') },
      names: async () => ({ users: new Map([['u1', { email: 'o@example.test' }]]), raProfiles: new Map() }),
    }),
    planned: async () => undefined,
    prepare: async (request) => {
      requests.push(request);
      return run;
    },
    ...change,
  });
  return { requests, open: (given = plan) => open(firing, 't1', actionOf('s1', { type: 'runScript' }), given) };
}

it('prepares a run in the context service, with the event as its context and tokens filled', async () => {
  const { requests, open } = world();
  const { result, effect } = await open();
  expect(result).toMatchObject({ outcome: 'pending', scriptRun: { runId: 'r1', status: 'waiting' } });
  expect(effect).toEqual({ firingId: 'f1', trigger: 't1', actionId: 's1', plan: run, wait: true });
  expect(requests).toMatchObject([
    {
      ...{ script: { kind: 'stored', name: 'notify', version: 2 }, mode: 'workflow', securityContext: 'service' },
      ...{ context: envelope, params: { to: 'o@example.test', about: 'run of lab' }, itemId: 'd1' },
      trigger: { kind: 'action', firingId: 'f1', trigger: 't1', actionId: 's1' },
    },
  ]);
});

it('is done at once where nobody waits for it', async () => {
  expect((await world().open({ ...plan, wait: false })).result.outcome).toBe('ok');
});

it('joins the run that is there, and needs nothing else then', async () => {
  const { requests, open } = world({ planned: async () => ({ plan: run, isBegun: false }) }, async () => undefined);
  const joined = await open();
  expect(joined.effect?.plan).toEqual(run);
  expect(joined.isBegun).toBeUndefined();
  expect(requests).toEqual([]);
  const begun = world({ planned: async () => ({ plan: run, isBegun: true }) });
  expect(await begun.open()).toMatchObject({ effect: { plan: run }, isBegun: true });
});

it('fails where a token has no value, or the script is gone', async () => {
  const { open } = world();
  const { result, effect } = await open({ ...plan, parameters: { x: '$(certificate.cn)' } });
  expect(result).toMatchObject({ outcome: 'failed', errorCode: 'unresolved_token' });
  expect(result.message).toContain('$(certificate.cn)');
  expect(effect).toBeUndefined();
  const gone = world({ prepare: () => Promise.reject(new CertloomError('not_found', 'There is no script "notify".')) });
  expect((await gone.open()).result).toMatchObject({ outcome: 'failed', errorCode: 'target_missing' });
});

it('tells the pace of further attempts only where there are any', async () => {
  const { effect } = await world().open({ ...plan, retry: { ...scriptRetry, maxAttempts: 3 } });
  expect(effect?.retry).toEqual({ maxAttempts: 3, initialMs: 1_000, factor: 2, maxMs: 60_000 });
});
