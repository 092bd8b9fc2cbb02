import { randomBytes } from 'node:crypto';
import { readRevocationList } from '../../src/x509/revocation-list';
import { createTurns } from '../../src/store/database/turns';
import { createScene } from '../acceptance/scene';
import { productOfFile } from '../support/product';
import { say, watched } from './watch';

const product = productOfFile();
const scene = createScene(product);
const revoked = 200_000;
const atOnce = 5_000;
/** Wanted are 50 ms while a long list is made or read; a machine that is kept busy takes longer. */
const longestStallMs = 150;

/** Serial numbers as the CA inside makes them: positive, of sixteen octets. */
function serial(): string {
  const octets = randomBytes(16);
  octets[0] = (octets[0]! & 0x3f) | 0x40;
  return octets.toString('hex');
}

it('SEC7 a list of 200,000 revocations is made, published and read without holding up the process', async () => {
  const { uuid } = await scene.make('/authorities', { name: 'long list', settings: { kind: 'builtin' } });
  const url = `${product().api.url}/ca/${uuid}.crl`;
  expect((await product().call('get', `/authorities/${uuid}/issuers`)).status).toBe(200);
  const rows = product().foundation.db.collection('revoked_certificates');
  const notAfter = new Date(Date.now() + 90 * 86_400_000);
  for (let made = 0; made < revoked; made += atOnce) {
    const some = Array.from({ length: atOnce }, () => {
      const number = serial();
      const row = { authority: uuid, serial: number, revokedAt: new Date(), reason: 'superseded', notAfter };
      return { _id: `${uuid}.${number}` as never, ...row };
    });
    await rows.insertMany(some, { ordered: false });
  }
  await product().foundation.stores.revocationLists.noteChange(uuid as string, new Date());

  const made = await watched(async () => Buffer.from(await (await fetch(url)).arrayBuffer()));
  say('SEC7 a list of 200,000, made and published', made, `${(made.result.length / 1e6).toFixed(1)} MB`);
  const read = await watched(() => readRevocationList(made.result, createTurns().give));
  say('SEC7 a list of 200,000, read', read);
  expect(read.result?.entryCount).toBe(revoked);
  expect(read.stallMs).toBeLessThan(longestStallMs);
  expect(made.stallMs).toBeLessThan(longestStallMs);
});
