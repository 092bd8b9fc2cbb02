import { Buffer } from 'node:buffer';
import { contextKeyText } from '../../src/domain/secrets/context-key';
import { privateContextKey, publicOf } from '../../src/secrets/context-keys';
import { productOfFile, startApiAlone } from '../support/product';

const product = productOfFile();
const put = (name: string, body: object, seen = '"0"') =>
  product().call('put', `/secrets/${name}`).set('If-Match', seen).send(body);
const stored = async (name: string) => (await product().foundation.stores.secrets.byName(name))!;
const opened = (name: string, context: 'api' | 'service') => product().foundation.openScriptSecrets([name], context);

describe('a secret', () => {
  it('is for the scripts of both contexts unless it says otherwise, and is shown with them', async () => {
    const { body } = await put('both', { secret: 'for everybody' }).expect(201);
    expect(body.contexts).toEqual(['api', 'service']);
    expect(JSON.stringify(body)).not.toMatch(/sealed|for everybody/);
    expect(await opened('both', 'api')).toEqual({ values: { both: 'for everybody' } });
    expect(await opened('both', 'service')).toEqual({ values: { both: 'for everybody' } });
  });

  it('that is for the service alone is not available to a script that runs in api', async () => {
    await put('narrow', { secret: 'for the service', contexts: ['service'] }).expect(201);
    expect(await opened('narrow', 'service')).toEqual({ values: { narrow: 'for the service' } });
    expect(await opened('narrow', 'api')).toEqual({ missing: 'narrow', reason: 'it is not for the context api' });
    expect(Object.keys((await stored('narrow')).sealedFor)).toEqual(['service']);
  });

  it('keeps its contexts where a change leaves them out, and is sealed for more without being given again', async () => {
    await put('kept', { secret: 'one', contexts: ['service'] }).expect(201);
    const { body } = await put('kept', { description: 'changed' }, '"1"').expect(200);
    expect(body).toMatchObject({ description: 'changed', contexts: ['service'] });
    await put('kept', { contexts: ['api', 'service'] }, '"2"').expect(200);
    expect(await opened('kept', 'api')).toEqual({ values: { kept: 'one' } });
    await put('kept', { contexts: ['api'] }, '"3"').expect(200);
    expect(Object.keys((await stored('kept')).sealedFor)).toEqual(['api']);
  });

  it.each([
    ['no context', { secret: 'x', contexts: [] }, '/contexts'],
    ['a context that there is not', { secret: 'x', contexts: ['jobs'] }, '/contexts/0'],
  ])('is refused with %s', async (_name, body, pointer) => {
    const { body: problem } = await put('refused', body).expect(422);
    expect(problem.errors[0].pointer).toBe(pointer);
  });

  it('of an earlier release is sealed by the next start', async () => {
    await put('old', { secret: 'of before' }).expect(201);
    const secrets = product().foundation.db.collection('secrets');
    await secrets.updateOne({ name: 'old' }, { $unset: { contexts: 1, sealedFor: 1 } });
    expect(await opened('old', 'api')).toMatchObject({ missing: 'old' });
    await product.restart();
    const until = Date.now() + 20_000;
    while ('missing' in (await opened('old', 'api')) && Date.now() < until)
      await new Promise((r) => setTimeout(r, 100));
    expect(await opened('old', 'api')).toEqual({ values: { old: 'of before' } });
    expect((await product().call('get', '/secrets/old').expect(200)).body.contexts).toEqual(['api', 'service']);
  });
});

describe('the key of a context', () => {
  const worker = privateContextKey('api', Buffer.alloc(32, 11));
  const publicText = contextKeyText({
    ...{ kind: 'public', context: 'api', key: publicOf(worker).bytes.toString('base64url') },
  });

  it('is replaced by one that a start is given, and all secrets are sealed to it at once', async () => {
    await put('rotated', { secret: 'stays the same' }).expect(201);
    const before = product();
    const config = { ...before.foundation.config, contextPublicKeys: [publicText] };
    const other = await startApiAlone({ ...before, foundation: { ...before.foundation, config } });
    try {
      const { sealedFor } = await stored('rotated');
      expect(sealedFor.api).toContain(`v1.${worker.id}.`);
      // This worker has the key of before only, and says so.
      expect(await opened('rotated', 'api')).toMatchObject({ reason: 'this worker has no key that opens it' });
      const { body } = await before.call('get', '/health').expect(200);
      expect(body.warnings).toContainEqual({
        code: 'context_key_missing',
        detail: expect.stringContaining(`without the key ${worker.id} of the context api`),
      });
      expect(await opened('rotated', 'service')).toEqual({ values: { rotated: 'stays the same' } });
    } finally {
      await other.stop();
    }
  });

  it('that somebody has forged in the database gets no secret', async () => {
    const keys = product().foundation.db.collection('contextKeys');
    const forged = publicOf(privateContextKey('api', Buffer.alloc(32, 12))).bytes.toString('base64url');
    await keys.updateOne({ _id: 'api' as never }, { $set: { publicKey: forged } });
    await put('guarded', { secret: 'never to a stranger' }).expect(201);
    expect(Object.keys((await stored('guarded')).sealedFor)).toEqual(['service']);
    expect(product().logLines.join('')).toContain('is not of this installation and is not used');
  });
});
