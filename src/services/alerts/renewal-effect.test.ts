import type { Operation } from '../../domain/operations/operation';
import { CertloomError } from '../../domain/problem';
import { createRenewalOrders } from '../operations/renewal-order';
import type { OperationOccasion, OperationRequest } from '../operations/start';
import { effectOf, testNow } from '../../../test/support/alert-work';
import { createRenewalEffect } from './renewal-effect';

const asked: { wanted: OperationRequest; occasion: OperationOccasion }[] = [];
let fault: CertloomError | undefined;
const operation = (fields: Partial<Operation>) =>
  ({ uuid: 'op', action: 'renew', state: 'requested', ...fields }) as Operation;
let found: Operation[] = [];
const renewal = createRenewalEffect({
  orders: createRenewalOrders({
    async start(wanted, occasion) {
      asked.push({ wanted, occasion });
      if (fault !== undefined) throw fault;
      return joined ?? operation({});
    },
    findOperation: async () => (found.length > 1 ? found.shift()! : found[0]!),
    certificate: async (uuid) => ({
      ...{ thumbprint: 'AB', fingerprint: `fingerprint of ${uuid}`, notAfter: testNow },
      metadata: [
        { name: 'place', contentType: 'string', data: ['/etc/web.pem', 'web.example:443'] },
        { name: 'path', contentType: 'string', data: ['/etc/web.pem'] },
      ],
    }),
    contents: async (uuids) => new Map(uuids.map((uuid) => [uuid, Buffer.from(uuid)])),
    files: {
      async deploy({ before, after }, places, files, mayWrite = true) {
        written.push([String(before), String(after), ...places, mayWrite]);
        return { deployed: files, notDeployed: [{ place: places[1]!, reason: 'no_adapter' }] };
      },
    },
    isServed: async (place, fingerprint, ms) => {
      looked.push([place, fingerprint, ms > 0]);
      return isShown ? { isServed: true } : { isServed: false, detail: 'It shows another.' };
    },
  }),
  pollMs: 1,
});
let joined: Operation | undefined;
const written: unknown[][] = [];
const looked: unknown[][] = [];
let isShown = true;
const issued = [operation({ state: 'issued', issuedCertificate: 'new' })];
const { signal } = new AbortController();

beforeEach(() => {
  asked.length = 0;
  fault = undefined;
});

it('renews by an operation under the key of the effect, and leaves what came of it', async () => {
  found = [operation({ state: 'pending_issue' }), operation({ state: 'issued', issuedCertificate: 'new' })];
  expect(await renewal.carryOut(effectOf('renewal'), signal)).toMatchObject({
    kind: 'done',
    said: { variables: { newCertificateId: 'new', newThumbprint: 'AB', newExpiration: testNow.toISOString() } },
  });
  expect(asked[0]).toMatchObject({
    wanted: { action: 'renew', certificate: 'one', raProfile: null },
    occasion: { key: 'key', origin: 'trigger', cause: { firingId: 'firing of one' } },
  });
});

it('renews through the authority that it names, under the RA profile that it names', async () => {
  found = [operation({ state: 'issued', issuedCertificate: 'new' })];
  await renewal.carryOut(effectOf('renewal', { raProfile: 'r', authority: 'a' }), signal);
  await renewal.carryOut(effectOf('renewal', { authority: '' }), signal);
  expect(asked.map(({ wanted }) => [wanted.raProfile, wanted.authority])).toEqual([
    ['r', 'a'],
    [null, undefined],
  ]);
});

it('fails with the code of the operation', async () => {
  found = [operation({ state: 'failed', errorCode: 'authority_refused', message: 'no', issuedCertificate: null })];
  expect(await renewal.carryOut(effectOf('renewal'), signal)).toMatchObject({
    kind: 'failed',
    error: 'authority_refused',
  });
});

it('joins a renewal that is under way, and waits no longer than it may', async () => {
  fault = new CertloomError('operation_under_way', 'x', { extra: { operationUuid: 'op' } });
  found = [operation({ state: 'pending_approval' })];
  const effect = effectOf('renewal');
  const short = { ...effect, handler: { ...effect.handler, timeoutSeconds: 0 } };
  expect(await renewal.carryOut(short, signal)).toMatchObject({
    kind: 'done',
    said: { variables: { operationState: 'pending_approval' } },
  });
});

it('tells a fault of the request', async () => {
  fault = new CertloomError('invalid_state', 'It is revoked.');
  expect(await renewal.carryOut(effectOf('renewal'), signal)).toMatchObject({ kind: 'failed', error: 'invalid_state' });
});

it('puts the certificate into the files where the one before was found, and says what else is left to do', async () => {
  found = issued;
  const effect = effectOf('renewal', { deploy: true });
  const places = {
    deployed: ['/etc/web.pem'],
    notDeployed: [{ place: 'web.example:443', reason: 'no_adapter' }],
  };
  const done = await renewal.carryOut(effect, signal);
  expect(done).toMatchObject({ kind: 'done', said: { variables: { newCertificateId: 'new', ...places } } });
  // Whoever takes it up later writes nothing.
  [joined] = issued;
  expect(await renewal.recall!(effect)).toMatchObject({ variables: places });
  joined = undefined;
  expect(written.map((row) => row.at(-1))).toEqual([true, false]);
  expect(written[0]!.slice(0, 2)).toEqual(['one', 'new']);
});

it('looks whether the endpoint shows the new certificate, and fails with all variables where it does not', async () => {
  found = issued;
  const effect = effectOf('renewal', { verifyEndpoint: '{cn}:8443' });
  expect(await renewal.carryOut(effect, signal)).toMatchObject({
    ...{ kind: 'done', said: { variables: { newCertificateId: 'new', endpointVerified: true } } },
  });
  expect(looked).toEqual([[{ host: 'one.example', port: 8443 }, 'fingerprint of new', true]]);
  isShown = false;
  expect(await renewal.carryOut(effect, signal)).toMatchObject({
    ...{
      kind: 'failed',
      error: 'endpoint_not_renewed',
      message: expect.stringContaining('It shows another.') as string,
    },
    said: { variables: { newCertificateId: 'new', endpointVerified: false } },
  });
  expect(await renewal.carryOut(effectOf('renewal', { verifyEndpoint: '{dn}' }), signal)).toMatchObject({
    ...{ kind: 'failed', error: 'bad_endpoint' },
  });
});

it('neither writes nor looks while the renewal is open', async () => {
  found = [operation({ state: 'pending_approval' })];
  written.length = looked.length = 0;
  const effect = effectOf('renewal', { deploy: true, verifyEndpoint: 'web.example:443' });
  const short = { ...effect, handler: { ...effect.handler, timeoutSeconds: 0 } };
  expect(await renewal.carryOut(short, signal)).toMatchObject({ kind: 'done' });
  expect([written, looked]).toEqual([[], []]);
  expect(renewal.preview(effect)).toMatchObject({ deploy: true, verifyEndpoint: 'web.example:443' });
});
