import type { NamedSecret, SealedFor } from '../../domain/secrets/named-secret';
import {
  contextKeyIdOf,
  createContextKeyMarks,
  openForContext,
  privateContextKey,
  publicOf,
  type PublicContextKey,
} from '../../secrets/context-keys';
import type { ContextKeyDocument } from '../../store/secrets/context-keys';
import { createContextSealing } from './context-sealing';

const key = (context: 'api' | 'service', n: number) => privateContextKey(context, Buffer.alloc(32, n));
const derived = [key('api', 1), key('service', 2)];
const other = key('api', 3);
const masters = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)];

function secretOf(name: string, change: Partial<NamedSecret> = {}): NamedSecret {
  const at = new Date(0);
  return {
    ...{ uuid: name, name, description: '', sealed: `sealed ${name}`, createdAt: at, setAt: at, revision: 1 },
    ...{ contexts: ['api', 'service'], sealedFor: {}, ...change },
  };
}

function installation(secrets: NamedSecret[] = [], marks = createContextKeyMarks(masters)) {
  const rows = new Map<string, ContextKeyDocument>();
  const errors: string[] = [];
  const sealing = createContextSealing({
    keys: { all: async () => [...rows.values()], set: async (row) => void rows.set(row._id, row) },
    secrets: {
      all: async () => secrets,
      async reseal({ uuid, revision }, sealedFor: SealedFor) {
        const at = secrets.findIndex((one) => one.uuid === uuid && one.revision === revision);
        if (at >= 0) secrets[at] = { ...secrets[at]!, sealedFor };
        return at >= 0;
      },
    },
    marks,
    derived: derived.map(publicOf),
    open: ({ uuid }) => (uuid === 'foreign' ? undefined : `value of ${uuid}`),
    logger: { error: (_fields, message) => void errors.push(message) },
    now: () => new Date(0),
  });
  return { sealing, rows, errors, secrets };
}

const idsOf = (keys: Partial<Record<string, PublicContextKey>>) =>
  Object.fromEntries(Object.entries(keys).map(([context, one]) => [context, one?.id]));

describe('keys of contexts', () => {
  it('are derived until others are set, which are then those of everybody', async () => {
    const { sealing } = installation();
    expect(idsOf(await sealing.currentKeys())).toEqual({ api: derived[0]!.id, service: derived[1]!.id });
    expect(await sealing.publish([publicOf(other)])).toEqual(['api']);
    expect(await sealing.publish([publicOf(other)])).toEqual([]);
    expect(idsOf(await sealing.currentKeys())).toEqual({ api: other.id, service: derived[1]!.id });
  });

  it('that somebody without the master key has put there are refused, until they are set again', async () => {
    const { sealing, rows, errors } = installation();
    const forged = publicOf(key('api', 9)).bytes.toString('base64url');
    rows.set('api', { _id: 'api', publicKey: forged, mark: 'x'.repeat(43), setAt: new Date(0) });
    expect(idsOf(await sealing.currentKeys())).toEqual({ service: derived[1]!.id });
    await sealing.currentKeys();
    expect(errors).toEqual([expect.stringContaining('CERTLOOM_CONTEXT_PUBLIC_KEYS')]);
    expect(Object.keys(await sealing.seal('u1', ['api', 'service'], 's'))).toEqual(['service']);
    expect(await sealing.publish([publicOf(other)])).toEqual(['api']);
    expect(idsOf(await sealing.currentKeys())['api']).toBe(other.id);
  });

  it('do not take the mark of another context or key for theirs', async () => {
    const { sealing, rows } = installation();
    await sealing.publish([publicOf(other)]);
    rows.set('service', { ...rows.get('api')!, _id: 'service' });
    expect(idsOf(await sealing.currentKeys())).toEqual({ api: other.id });
  });

  it('have their marks made anew under a new master key', async () => {
    const { sealing, rows } = installation([], createContextKeyMarks([Buffer.alloc(32, 6), ...masters]));
    await installation([], createContextKeyMarks(masters)).sealing.publish([]);
    const before = createContextKeyMarks(masters).of(publicOf(other));
    rows.set('api', {
      ...{ _id: 'api', publicKey: publicOf(other).bytes.toString('base64url'), mark: before, setAt: new Date(0) },
    });
    await sealing.renewMarks();
    expect(createContextKeyMarks([Buffer.alloc(32, 6)]).check(publicOf(other), rows.get('api')!.mark)).toBe('good');
  });
});

describe('secrets', () => {
  it('are sealed to the key of each of their contexts, each for itself', async () => {
    const { sealing } = installation();
    const sealed = await sealing.seal('u1', ['api', 'service'], 's3cret');
    expect(openForContext([derived[0]!], sealed.api!, 'named secret u1')).toBe('s3cret');
    expect(openForContext([derived[0]!], sealed.service!, 'named secret u1')).toBeUndefined();
    expect(openForContext([derived[1]!], sealed.service!, 'named secret u1')).toBe('s3cret');
    expect(Object.keys(await sealing.seal('u1', ['service'], 's3cret'))).toEqual(['service']);
  });

  it('of an earlier release, and all of a context with another key, are sealed anew, once', async () => {
    const { sealing, secrets } = installation([secretOf('both'), secretOf('narrow', { contexts: ['service'] })]);
    expect(await sealing.resealAll()).toBe(2);
    expect(await sealing.resealAll()).toBe(0);
    expect(Object.keys(secrets[1]!.sealedFor)).toEqual(['service']);
    await sealing.publish([publicOf(other)]);
    expect(await sealing.resealAll()).toBe(1);
    expect(contextKeyIdOf(secrets[0]!.sealedFor.api!)).toBe(other.id);
    expect(openForContext([other], secrets[0]!.sealedFor.api!, 'named secret both')).toBe('value of both');
  });

  it('that are no longer for a context lose what was sealed for it', async () => {
    const { sealing, secrets } = installation([secretOf('a')]);
    await sealing.resealAll();
    secrets[0] = { ...secrets[0]!, contexts: ['api'] };
    expect(await sealing.resealAll()).toBe(1);
    expect(Object.keys(secrets[0].sealedFor)).toEqual(['api']);
  });

  it('that cannot be opened stay as they are', async () => {
    const { sealing, secrets } = installation([secretOf('foreign', { sealedFor: { api: 'v1.x.y' } })]);
    expect(await sealing.resealAll()).toBe(0);
    expect(secrets[0]!.sealedFor).toEqual({ api: 'v1.x.y' });
  });
});
