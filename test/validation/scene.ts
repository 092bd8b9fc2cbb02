import { createSecretBox } from '../../src/secrets/secret-box';
import type { AuthorityInstance } from '../../src/domain/authorities/instance';
import type { BuiltinSettings } from '../../src/domain/authorities/builtin-settings';
import { createBuiltin } from '../../src/services/authorities/builtin/wiring';
import { createScene } from '../acceptance/scene';
import { certificationRequest } from '../support/certification-request';
import { noState, orderOf } from '../support/builtin-authority';
import type { TestProduct } from '../support/product';

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

/** What tests of validation do to a product: real CAs of its own, certificates of theirs, trust and checks. */
export function createValidationScene(product: () => TestProduct) {
  const scene = createScene(product);
  const call: TestProduct['call'] = (...args) => product().call(...args);

  /** A real CA whose list, responder and certificates this product publishes itself, on real sockets. */
  async function authority(name: string) {
    const { foundation, api } = product();
    const settings = { kind: 'builtin', root: { commonName: `${name} Root` }, publicationUrl: api.url };
    const { body } = await call('post', '/authorities').send({ name, settings }).expect(201);
    const { service } = createBuiltin({
      stores: foundation.stores,
      box: createSecretBox(foundation.keysFor('certificate authorities')),
      publicUrl: api.url,
      now: foundation.now,
    });
    const instance = body as AuthorityInstance;
    return service.open(instance, instance.settings as BuiltinSettings);
  }
  type Authority = Awaited<ReturnType<typeof authority>>;

  return {
    scene,
    call,
    authority,

    /** Bytes of a certificate that the CA issues. */
    async issued(ca: Authority): Promise<Uint8Array> {
      const step = await ca.advance(orderOf(await certificationRequest()), null, noState);
      if (step.kind !== 'issued') throw new Error('nothing was issued');
      return step.certificate;
    },

    /** uuid of the certificate that is in the inventory then. */
    async stored(der: Uint8Array): Promise<string> {
      const { body } = await scene.upload(Buffer.from(der)).expect(201);
      return (body as { readonly uuid: string }).uuid;
    },

    async trust(uuid: string, trustedCa: boolean): Promise<void> {
      const { status, body } = await scene.revise('patch', uuid, { body: { trustedCa } });
      if (status !== 200) throw new Error(`trust: ${status} ${JSON.stringify(body)}`);
    },

    validate: async (uuid: string): Promise<any> =>
      (await call('post', `/certificates/${uuid}/validate`).expect(200)).body,

    statusOf: async (uuid: string): Promise<string> => (await scene.read(`/certificates/${uuid}`)).validationStatus,
  };
}
