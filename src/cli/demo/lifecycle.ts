import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, createApiClient, type Json } from './api-client';
import { difference } from './compare';
import { type LifecycleIds, lifecycleNames } from './lifecycle-rules';
import { addresses } from './rules';
import { firingsAbout, firingWithKey, type Told } from './told';
import { awaited, sent } from './wait';

const pollMs = 500;
const validationLimitMs = 30_000;
const keyLifetimeMs = 3_600_000;
const mailTo = [addresses.operations];

/**
 * Issues a certificate, trusts the CA, has the certificate revoked with the agreement of a second user, publishes the
 * revocation list by a scheduled job, and validates before and after. Throws `DemoFault` when the API refuses a step.
 * @param run a few letters or digits that no earlier run had
 * @param isReachable the product may call its own address, so that it sees what its CA publishes
 */
export async function showLifecycle(
  client: ApiClient,
  ids: LifecycleIds,
  run: string,
  isReachable: boolean,
): Promise<readonly Told[]> {
  const name = `life-${run}.demo.invalid`;
  const issued = await ended(client, await issue(client, ids, name));
  const certificate = String(issued['issuedCertificate']);
  await trustRoot(client, ids.root);
  const before = await validate(client, certificate, ['valid']);

  const { operation, approval } = await revoke(client, ids, certificate, run);
  const from = new Date(Date.now() - 60_000);
  const { job, executionId } = await publishLists(client);
  const after = await validate(client, certificate, isReachable ? ['revoked'] : ['revoked', 'valid']);
  const statuses = isReachable ? 2 : 1;
  const about = (event: string, resource: string, uuid: string) => firingsAbout(client, event, resource, uuid);

  return [
    {
      ...{ event: 'certificate_action_performed', cause: `${name} issued`, triggers: [lifecycleNames.action], mailTo },
      deviations: [
        ...difference('the order', issued['state'], 'issued'),
        ...difference('the revocation', operation['state'], 'revoked'),
      ],
      find: async () => String(issued['firingId']),
    },
    {
      ...{ event: 'approval_requested', cause: `to revoke ${name}`, triggers: [lifecycleNames.requested], mailTo },
      deviations: [],
      find: async () => (await about('approval_requested', 'approvals', String(approval['uuid'])))[0],
    },
    {
      ...{
        event: 'approval_closed',
        cause: `by ${lifecycleNames.approver}`,
        triggers: [lifecycleNames.closed],
        mailTo,
      },
      deviations: difference('the approval', approval['status'], 'approved'),
      find: async () => (await about('approval_closed', 'approvals', String(approval['uuid'])))[0],
    },
    {
      ...{ event: 'scheduled_job_finished', cause: `${lifecycleNames.job}, run now`, mailTo },
      triggers: [lifecycleNames.jobFinished],
      deviations: [],
      find: async () =>
        firingWithKey(client, await firingsAbout(client, 'scheduled_job_finished', 'jobs', job, from), executionId),
    },
    {
      event: 'certificate_status_changed',
      cause: isReachable ? `${name}: valid, then revoked` : `${name}: valid`,
      ...{ triggers: [lifecycleNames.status], mailTo },
      deviations: [
        ...difference('the status before the revocation', before, 'valid'),
        ...(isReachable ? difference('the status after the revocation', after, 'revoked') : []),
      ],
      async find() {
        const firings = await about('certificate_status_changed', 'certificates', certificate);
        return firings.length < statuses ? undefined : firings[0];
      },
    },
  ];
}

/** With a key that the product makes and nobody keeps. */
async function issue(client: ApiClient, { raProfile }: LifecycleIds, name: string): Promise<Json> {
  const { body } = await sent(client, 'POST', '/certificates/requests', [202], {
    ...{ raProfile, names: [name], subject: [{ type: 'CN', value: name }] },
    key: { kind: 'ec-p256', password: randomBytes(16).toString('hex') },
  });
  return body;
}

/** The operation once it has come to its end. */
function ended(client: ApiClient, { uuid }: Json): Promise<Json> {
  return awaited('the end of an operation', async () => {
    const operation = await client.get(`/operations/${String(uuid)}`);
    return operation['finishedAt'] === null ? undefined : operation;
  });
}

/** The root came into the inventory with what it stands above. */
async function trustRoot(client: ApiClient, root: string): Promise<void> {
  const found = await client.list(`/certificates?commonName=${encodeURIComponent(root)}`);
  for (const { uuid } of found.filter(({ commonName, trustedCa }) => commonName === root && trustedCa !== true)) {
    await sent(client, 'PATCH', `/certificates/${String(uuid)}`, [200], { trustedCa: true });
  }
}

/** The status after a validation; asks again for a while until it is a wanted one, because one may take longer than its answer. */
async function validate(client: ApiClient, certificate: string, wanted: readonly string[]): Promise<unknown> {
  for (const until = Date.now() + validationLimitMs; ; await sleep(pollMs)) {
    await sent(client, 'POST', `/certificates/${certificate}/validate`, [200, 202]);
    const { status } = await client.get(`/certificates/${certificate}/validation`);
    if (wanted.includes(String(status)) || Date.now() > until) return status;
  }
}

/** Asks for the revocation as the administrator, and agrees as the second user, who has a key for this moment only. */
async function revoke(
  client: ApiClient,
  ids: LifecycleIds,
  certificate: string,
  run: string,
): Promise<{ readonly operation: Json; readonly approval: Json }> {
  const path = `/certificates/${certificate}/revoke`;
  const { body: asked } = await sent(client, 'POST', path, [202], { reason: 'superseded' });
  const approval = await awaited('the request for approval', async () => {
    const { approvalUuid } = await client.get(`/operations/${String(asked['uuid'])}`);
    return typeof approvalUuid === 'string' ? approvalUuid : undefined;
  });
  const expiresAt = new Date(Date.now() + keyLifetimeMs).toISOString();
  const { body: key } = await sent(client, 'POST', '/api-keys', [201], {
    ...{ name: `demo approver ${run}`, user: ids.approver, expiresAt },
  });
  const second = createApiClient(client.apiUrl, String(key['key']));
  await sent(second, 'POST', `/approvals/${approval}/decision`, [200], {
    decision: 'approve',
    comment: 'In the demo.',
  });
  await sent(client, 'DELETE', `/api-keys/${String(key['uuid'])}`, [200]);
  const operation = await ended(client, asked);
  return { operation, approval: await client.get(`/approvals/${approval}`) };
}

async function publishLists(client: ApiClient): Promise<{ readonly job: string; readonly executionId: string }> {
  const path = `/scheduled-jobs/${encodeURIComponent(lifecycleNames.job)}`;
  const { uuid } = await client.get(path);
  // By the clock it may run at this very moment.
  const { body } = await awaited('the start of a job', async () => {
    const answer = await sent(client, 'POST', `${path}/run`, [202, 409]);
    return answer.status === 202 ? answer : undefined;
  });
  const executionId = String(body['executionId']);
  await awaited('the end of a job', async () => {
    const [execution] = (await client.list(`${path}/executions`)).filter((one) => one['executionId'] === executionId);
    return execution === undefined || execution['endedAt'] === null ? undefined : execution;
  });
  return { job: String(uuid), executionId };
}
