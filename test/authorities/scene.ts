import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createScene, eventually } from '../acceptance/scene';
import { certificationRequest } from '../support/certification-request';
import type { TestProduct } from '../support/product';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export const newKeys = (): KeyPair => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

/** A request in base64 for host names, without a subject. */
export async function requestFor(names: readonly string[], keys = newKeys()): Promise<string> {
  const csr = await certificationRequest({ subject: [], names: names.map((name) => `dNSName:${name}`), keys });
  return csr.toString('base64');
}

/** Operations with authorities of others, over HTTP. */
export function createOperationScene(product: () => TestProduct) {
  const scene = createScene(product);

  /** An operation once it has ended and its firing is there. */
  const ended = (uuid: string): Promise<any> =>
    eventually(`the end of ${uuid}`, async () => {
      const { body } = await product().call('get', `/operations/${uuid}`);
      if (body.finishedAt === null) return false;
      return (await product().call('get', `/event-history/${body.firingId}`)).status === 200 && body;
    });
  const ask = async (path: string, body: object): Promise<any> =>
    ended((await product().call('post', path).send(body).expect(202)).body.uuid);

  return {
    ...scene,
    ended,
    ask,

    /** An RA profile over an authority of its own. */
    async binding(name: string, settings: object, change: object = {}): Promise<{ ra: string; authority: any }> {
      const authority = await scene.make('/authorities', { name, settings });
      const ra = await scene.make('/ra-profiles', { name, authorityInstanceUuid: authority.uuid, ...change });
      return { ra: ra.uuid, authority };
    },

    issue: (ra: string, csr: string) => ask('/certificates/requests', { raProfile: ra, csr }),

    async contentOf(uuid: string): Promise<Buffer> {
      const content = await product().foundation.stores.inventory.content(uuid);
      if (content === null) throw new Error('no such certificate');
      return content;
    },
  };
}
