import { setTimeout as sleep } from 'node:timers/promises';
import { makeKey } from '../../src/services/operations/made-keys';
import { renewalsWorkflowId } from '../../src/temporal/ids';
import type { TestProduct } from '../support/product';
import type { Save } from './save';

/** An operation on a certificate, and the automatic renewals after a scan. */
export async function recordOperations(product: TestProduct, save: Save): Promise<void> {
  const { call, foundation } = product;
  const authority = await call('post', '/authorities').send({ name: 'inside', settings: { kind: 'builtin' } });
  const profile = await call('post', '/ra-profiles').send({
    ...{ name: 'web', authorityInstanceUuid: authority.body.uuid as string, renewal: { enabled: true } },
  });
  const raProfile = profile.body.uuid as string;
  const { csr } = (await makeKey('ec-p256', { subject: [], names: ['dNSName:web.example'] })).request;
  const issued = await call('post', '/certificates/requests').send({ raProfile, csr }).expect(202);
  await save('certificateOperation', 'issued', issued.body.workflowId as string);

  await foundation.stores.authorities.update(authority.body.uuid as string, 1, { enabled: false });
  const refused = await call('post', '/certificates/requests').send({ raProfile, csr }).expect(202);
  await save('certificateOperation', 'failed', refused.body.workflowId as string);

  await call('post', '/expiration-scan/run').expect(202);
  for (;;) {
    const scan = await foundation.db.collection('expiration_scans').findOne({ status: 'finished' });
    if (scan !== null) return save('automaticRenewals', 'nothing-due', renewalsWorkflowId(String(scan._id)));
    await sleep(200);
  }
}
