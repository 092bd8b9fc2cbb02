/** What people and programs ask for while the product is killed under them. Each request bears a repeat. */
import { makeKey } from '../../src/services/operations/made-keys';
import { buildCertificate } from '../hostile/certificate-builder';
import type { Json, PatientClient } from './patient-client';

export const rowsOfEach = 3;
/** Every fourth request is rejected. */
export const isRejected = (index: number) => index % 4 === 3;

/** Ids of what is there before anything is killed. */
export interface EventsScene {
  readonly plain: string;
  readonly asked: string;
  readonly approver: string;
  readonly discoveries: readonly string[];
  readonly toRevoke: readonly string[];
  readonly toValidate: readonly string[];
}

export function createEventsWork({ send, expecting, readUntil }: PatientClient) {
  const made = async (pathname: string, body: unknown): Promise<string> => {
    const { body: object } = await expecting(201, 'POST', pathname, body);
    return String(object['uuid']);
  };

  async function issue(raProfile: string, name: string): Promise<string> {
    const { request } = await makeKey('ec-p256', { subject: [['CN', name]], names: [`dNSName:${name}`] });
    const key = { 'idempotency-key': name };
    const { body } = await expecting(202, 'POST', '/certificates/requests', { raProfile, csr: request.csr }, key);
    return String(body['uuid']);
  }

  const ended = (operation: string) => readUntil(`/operations/${operation}`, ({ finishedAt }) => finishedAt !== null);

  /** An authority whose top is trusted, a user who decides, and certificates and discoveries to work on. */
  async function prepare(url: string, ofEach: number): Promise<EventsScene> {
    const inside = { name: 'Inside', settings: { kind: 'builtin', publicationUrl: url } };
    const authorityInstanceUuid = await made('/authorities', inside);
    const { text } = await expecting(200, 'GET', `/authorities/${authorityInstanceUuid}/issuers`);
    const top = text.match(/-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g)!.at(-1)!;
    const root = (await expecting(201, 'POST', '/certificates/upload', { certificate: top })).body;
    const stored = await expecting(200, 'GET', `/certificates/${String(root['uuid'])}`);
    await expecting(
      200,
      'PATCH',
      `/certificates/${String(root['uuid'])}`,
      { trustedCa: true },
      { 'if-match': stored.etag },
    );

    const permissions = ['approvals:read', 'approvals:write'];
    const role = await made('/roles', { name: 'approver', permissions });
    const user = await made('/users', { username: 'ada', roles: [role] });
    const { body } = await expecting(201, 'POST', '/api-keys', { name: 'ada', user });
    const issueProfile = await made('/approval-profiles', { name: 'four eyes', steps: [{ userUuid: user }] });
    const plain = await made('/ra-profiles', { name: 'plain', authorityInstanceUuid });
    const approvalProfiles = { issue: issueProfile };
    const asked = await made('/ra-profiles', { name: 'asked', authorityInstanceUuid, approvalProfiles });

    const discoveries: string[] = [];
    const certificates: string[] = [];
    for (let index = 0; index < ofEach; index += 1) {
      discoveries.push(await made('/discoveries', { name: `discovery ${index}`, kind: 'pushed_content' }));
    }
    const operations = [];
    for (let index = 0; index < 2 * ofEach; index += 1) operations.push(await issue(plain, `before-${index}.example`));
    for (const operation of operations) certificates.push(String((await ended(operation))['issuedCertificate']));
    return {
      ...{ plain, asked, approver: String(body['key']), discoveries },
      ...{ toRevoke: certificates.slice(0, ofEach), toValidate: certificates.slice(ofEach) },
    };
  }

  const kinds = {
    /** Issues a certificate. */
    issue: async ({ plain }: EventsScene, index: number) =>
      void (await ended(await issue(plain, `new-${index}.example`))),

    revoke: async ({ toRevoke }: EventsScene, index: number) => {
      const pathname = `/certificates/${toRevoke[index]}/revoke`;
      const key = { 'idempotency-key': `revoke-${index}` };
      const { body } = await expecting(202, 'POST', pathname, { reason: 'superseded' }, key);
      await ended(String(body['uuid']));
    },

    /** Two at once: both check, and one of them changes the status. */
    validate: async ({ toValidate }: EventsScene, index: number) => {
      const once = async () => {
        const { status, text } = await send('POST', `/certificates/${toValidate[index]}/validate`);
        if (status !== 200 && status !== 202) throw new Error(`validate: ${status} ${text}`);
      };
      await Promise.all([once(), once()]);
    },

    /** Sends certificates that nobody knows, says that this is all, and waits for the end of the run. */
    discover: async ({ discoveries }: EventsScene, index: number) => {
      const pathname = `/discoveries/${discoveries[index]}`;
      const rows = Array.from({ length: rowsOfEach }, (_, row) => ({
        certificate: buildCertificate({ subject: `found-${index}-${row}.example` }).toString('base64'),
        host: `host-${index}.example`,
      }));
      const { body } = await expecting(202, 'POST', `${pathname}/rows?more=true`, { rows });
      const run = `${pathname}/runs/${String(body['run'])}`;
      await expecting(202, 'POST', `${run}/complete`);
      await readUntil(run, ({ endedAt }) => endedAt !== null);
    },

    /** Asks for a certificate that somebody has to agree to, and decides as that person. */
    decide: async ({ asked, approver }: EventsScene, index: number) => {
      const operation = await issue(asked, `asked-${index}.example`);
      const waiting = await readUntil(`/operations/${operation}`, ({ state }) => state === 'pending_approval');
      const decision = isRejected(index) ? 'reject' : 'approve';
      const pathname = `/approvals/${String(waiting['approvalUuid'])}/decision`;
      const asAda = { authorization: `Bearer ${approver}` };
      const answer = await send('POST', pathname, { decision }, asAda);
      if (answer.status !== 200 && !isOwnDecision(answer.body, decision))
        throw new Error(`decision: ${answer.status} ${answer.text}`);
      await ended(operation);
    },
  };
  return { prepare, kinds: Object.values(kinds) };
}

/** What somebody is told whose first attempt counted, though its answer was lost. */
function isOwnDecision(body: Json, decision: string): boolean {
  return body['code'] === 'already_decided' && body['decision'] === decision;
}
