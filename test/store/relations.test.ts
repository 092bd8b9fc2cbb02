import { randomUUID } from 'node:crypto';
import { createReplacementDetection, type ReplacementDetection } from '../../src/services/expiration/detection';
import { relationFill } from '../../src/services/expiration/relation-fill';
import { createStores, type Stores } from '../../src/store/stores';
import type { CertificateDocument } from '../../src/store/certificates/certificates';
import { ensureIndexes } from '../../src/store/database/indexes';
import { relationIdOf } from '../../src/store/certificates/relations';
import { soughtKeysOf } from '../../src/store/certificates/replacement-keys';
import { certificateDocument } from '../inventory/certificate-fixture';
import { openDatabase, type TestDatabase } from '../support/database';

const now = new Date('2030-06-01T00:00:00Z');
const someone = { uuid: randomUUID(), name: 'someone' };

let database: TestDatabase;
let stores: Stores;
let replaced: string[][];
let explicitProfiles: Set<string>;
let detection: ReplacementDetection;

beforeAll(async () => {
  database = await openDatabase();
  stores = createStores(database.db, () => now);
  await ensureIndexes(database.db);
});
afterAll(() => database?.close());
beforeEach(() => {
  replaced = [];
  explicitProfiles = new Set();
  detection = createReplacementDetection({
    candidates: stores.replacementCandidates,
    relations: stores.relations,
    rules: async () => (raProfile) => ({
      replacementDetection: raProfile !== null && explicitProfiles.has(raProfile) ? 'explicit' : 'automatic',
      requireAllPurposes: false,
    }),
    onReplaced: async (predecessors) => void replaced.push([...predecessors]),
    now: () => now,
  });
});

/** Certificates of one new family, the nth beginning in the nth month of 2029. */
function family(count: number, change: (index: number) => Partial<CertificateDocument> = () => ({})) {
  const name = randomUUID();
  return Array.from({ length: count }, (_, index) =>
    certificateDocument({
      subjectDn: `CN=${name}`,
      commonName: name,
      subjectAlternativeNames: [`dNSName:${name}`, `dNSName:www.${name}`],
      notBefore: new Date(Date.UTC(2029, index, 1)),
      notAfter: new Date(Date.UTC(2030, 6 + index, 1)),
      ...change(index),
    }),
  );
}

const ids = (documents: readonly CertificateDocument[]) => documents.map(({ _id }) => _id);
const insert = async (...documents: readonly CertificateDocument[]) => {
  await stores.certificates.insert(documents);
  return ids(documents);
};
const edgesOf = async (uuid: string) => {
  const { predecessors, successors } = await stores.relations.ofCertificate(uuid);
  return {
    predecessors: predecessors.map(({ predecessor }) => predecessor).sort(),
    successors: successors.map(({ successor }) => successor).sort(),
  };
};
const listsOf = async (uuid: string) => {
  const found = await stores.inventory.find(uuid);
  return [found?.precedingCertificates, found?.succeedingCertificates];
};
const manual = (predecessor: string, successor: string) =>
  ({ predecessor, successor, type: 'replacement', origin: 'manual', createdAt: now, createdBy: someone }) as const;

describe('detection', () => {
  it('joins both directions, says so on both certificates and in their histories, once', async () => {
    const [old, middle, fresh] = family(3);
    await insert(old!, fresh!);
    const [uuid] = await insert(middle!);
    expect(await detection.detectFor([uuid!])).toEqual(expect.arrayContaining([old!._id, uuid]));
    expect(await edgesOf(uuid!)).toEqual({ predecessors: [old!._id], successors: [fresh!._id] });
    expect(await listsOf(uuid!)).toEqual([['rekey'], ['rekey']]);
    expect(await listsOf(old!._id)).toEqual([[], ['rekey']]);
    expect(await listsOf(fresh!._id)).toEqual([['rekey'], []]);
    expect(replaced).toHaveLength(1);

    expect(await detection.detectFor([uuid!])).toEqual([]);
    const history = await stores.certificateHistory.list(uuid!, undefined, 10);
    expect(history.map(({ event, message, createdBy }) => [event, message, createdBy.name]).sort()).toEqual([
      ['relation', 'predecessor added', 'system'],
      ['relation', 'successor added', 'system'],
    ]);
    expect((await stores.inventory.find(uuid!))?.revision).toBe(1);
  });

  it('knows SANs in other order and case, and those that have some of the names', async () => {
    const make = (change: Partial<CertificateDocument>) => certificateDocument({ subjectDn: 'CN=x', ...change });
    const [a, b, c] = Array.from({ length: 3 }, () => `dNSName:${randomUUID()}`) as [string, string, string];
    const first = make({ subjectAlternativeNames: [a, b], notBefore: new Date('2029-01-01') });
    const reordered = make({
      subjectAlternativeNames: [b.toUpperCase().replace('DNSNAME', 'dNSName'), a],
      notBefore: new Date('2029-02-01'),
      issuerDn: 'CN=Other CA',
    });
    const some = make({ subjectAlternativeNames: [a], notBefore: new Date('2029-03-01') });
    const sameKey = make({
      subjectAlternativeNames: [c],
      spkiSha256: first.spkiSha256,
      notBefore: new Date('2029-04-01'),
    });
    await insert(first, reordered, some, sameKey);
    await detection.detectFor(ids([first, reordered, some, sameKey]));
    expect(await edgesOf(first._id)).toEqual({ predecessors: [], successors: ids([reordered, some]).sort() });
    expect(await listsOf(first._id)).toEqual([[], ['partial', 'replacement']]);
    expect(await edgesOf(sameKey._id)).toEqual({ predecessors: [], successors: [] });
    const partial = await stores.relations.find(relationIdOf({ predecessor: first._id, successor: some._id }));
    expect(partial).toMatchObject({ type: 'partial', remaining: [b], lost: [], rule: 2 });
  });

  it('judges again what an earlier release found, and takes back what does not hold', async () => {
    const name = randomUUID();
    const make = (month: number, ...names: string[]) =>
      certificateDocument({
        subjectDn: `CN=${name}`,
        subjectAlternativeNames: names.map((one) => `dNSName:${one}.${name}`),
        notBefore: new Date(Date.UTC(2029, month, 1)),
        succeedingCertificates: ['rekey'],
      });
    const [old, good, some, wrong] = [make(0, 'a', 'b'), make(1, 'a', 'b'), make(2, 'a'), make(3, 'c')];
    await insert(old, good, some, wrong);
    const earlier = [good, some, wrong].map(({ _id: successor }) => ({
      ...{ _id: relationIdOf({ predecessor: old._id, successor }) as never, predecessor: old._id, successor },
      ...{ type: 'rekey', origin: 'detected', createdAt: now, createdBy: null, removedAt: null, removedBy: null },
    }));
    await database.db.collection('relations').insertMany(earlier);
    expect(await stores.relations.outdatedOf([old._id])).toHaveLength(3);
    expect(await detection.detectFor([old._id])).toEqual([old._id]);
    const { successors } = await stores.relations.ofCertificate(old._id);
    expect(new Map(successors.map(({ successor, type, rule }) => [successor, [type, rule]]))).toEqual(
      new Map<string, unknown>([
        [good._id, ['rekey', 2]],
        [some._id, ['partial', 2]],
      ]),
    );
    expect(await listsOf(old._id)).toEqual([[], ['partial', 'rekey']]);
    expect(await stores.relations.outdatedOf([old._id])).toEqual([]);
  });

  it('takes nothing without subject and SANs, with equal times, and no predecessor that was never issued', async () => {
    const key = randomUUID();
    const nameless = family(2, () => ({ subjectDn: '', subjectAlternativeNames: [], spkiSha256: key }));
    const simultaneous = family(2, () => ({ notBefore: new Date('2029-01-01'), notAfter: new Date('2030-07-01') }));
    const timeless = family(2, (index) => (index === 0 ? { notBefore: null } : {}));
    const requested = family(2, (index) => (index === 0 ? { state: 'requested' } : {}));
    const revoked = family(2, (index) => (index === 0 ? { state: 'revoked' } : {}));
    for (const pair of [nameless, simultaneous, timeless, requested, revoked]) {
      await insert(...pair);
      await detection.detectFor(ids(pair));
    }
    for (const [first] of [nameless, simultaneous, timeless, requested]) {
      expect((await edgesOf(first!._id)).successors).toEqual([]);
    }
    expect((await edgesOf(revoked[0]!._id)).successors).toEqual([revoked[1]!._id]);
  });

  it("follows the predecessor's RA profile", async () => {
    const [explicit, automatic] = [randomUUID(), randomUUID()];
    explicitProfiles.add(explicit);
    const kept = family(2, (index) => ({ raProfile: index === 0 ? explicit : automatic }));
    const joined = family(2, (index) => ({ raProfile: index === 0 ? automatic : explicit }));
    await insert(...kept, ...joined);
    await detection.detectFor(ids([...kept, ...joined]));
    expect((await edgesOf(kept[0]!._id)).successors).toEqual([]);
    expect((await edgesOf(joined[0]!._id)).successors).toEqual([joined[1]!._id]);
  });

  it('of two that come at once makes one relation', async () => {
    for (let round = 0; round < 10; round += 1) {
      const pair = family(2);
      await Promise.all(
        pair.map(async (document) => {
          await insert(document);
          await detection.detectFor([document._id]);
        }),
      );
      expect(await edgesOf(pair[0]!._id)).toEqual({ predecessors: [], successors: [pair[1]!._id] });
      expect(await listsOf(pair[0]!._id)).toEqual([[], ['rekey']]);
      expect(await listsOf(pair[1]!._id)).toEqual([['rekey'], []]);
      expect(await stores.certificateHistory.list(pair[0]!._id, undefined, 10)).toHaveLength(1);
    }
  });

  it('X09 leaves alone what was removed; by hand it comes back', async () => {
    const pair = family(2);
    const [predecessor, successor] = await insert(...pair);
    await detection.detectFor([successor!]);
    const uuid = relationIdOf({ predecessor: predecessor!, successor: successor! });
    const removed = await stores.relations.remove(uuid, someone, now);
    expect(removed).toMatchObject({ origin: 'detected', removedAt: now, removedBy: someone });
    expect(await stores.relations.remove(uuid, someone, now)).toBeNull();
    expect(await listsOf(predecessor!)).toEqual([[], []]);
    expect(await stores.relations.isRemoved(removed!)).toBe(true);

    expect(await detection.detectFor([predecessor!, successor!])).toEqual([]);
    expect(await edgesOf(predecessor!)).toEqual({ predecessors: [], successors: [] });
    const { successors } = await stores.relations.ofCertificate(predecessor!, { withRemoved: true });
    expect(successors).toMatchObject([{ uuid, origin: 'detected', removedAt: now }]);

    const added = await stores.relations.add(manual(predecessor!, successor!));
    expect(added).toMatchObject({ uuid, origin: 'manual', createdBy: someone, removedAt: null, removedBy: null });
    expect(await stores.relations.find(uuid)).toEqual(added);
    expect(await listsOf(predecessor!)).toEqual([[], ['replacement']]);
  });

  it('walks through all that earlier rules have found, and brings it to the present ones', async () => {
    const families = Array.from({ length: 70 }, () => family(2));
    await insert(...families.flat());
    const [strangers] = [family(1).concat(family(1))];
    await insert(...strangers);
    const earlier = (pair: readonly CertificateDocument[], change: object = {}) => {
      const [predecessor, successor] = ids(pair) as [string, string];
      return {
        ...{ _id: relationIdOf({ predecessor, successor }) as never, predecessor, successor, type: 'partial' },
        ...{ origin: 'detected', createdAt: now, createdBy: null, removedAt: null, removedBy: null, ...change },
      };
    };
    const [removed, byHand, ...old] = families;
    await database.db
      .collection('relations')
      .insertMany([
        ...[earlier(removed!, { removedAt: now }), earlier(byHand!, { origin: 'manual' }), earlier(strangers)],
        ...old.map((pair, index) => earlier(pair, index % 2 === 0 ? {} : { rule: 1 })),
      ]);
    const walk = () =>
      relationFill({ relations: stores.relations, judgeOutdated: detection.judgeOutdated }).run({
        pace: { rest: async () => undefined },
        signal: new AbortController().signal,
        note: () => undefined,
      });
    // Of two at once neither hinders the other.
    await Promise.all([walk(), walk()]);
    expect(await stores.relations.outdated(10)).toEqual([]);
    const [first] = old;
    expect((await stores.relations.ofCertificate(first![0]!._id)).successors).toMatchObject([
      { successor: first![1]!._id, type: 'rekey', rule: 2 },
    ]);
    expect(await listsOf(first![0]!._id)).toEqual([[], ['rekey']]);
    expect(await edgesOf(strangers[0]!._id)).toEqual({ predecessors: [], successors: [] });
    const relation = async ([one, other]: readonly CertificateDocument[]) =>
      stores.relations.find(relationIdOf({ predecessor: one!._id, successor: other!._id }));
    expect(await relation(byHand!)).toMatchObject({ origin: 'manual', type: 'partial', rule: null });
    expect(await relation(removed!)).toMatchObject({ type: 'partial', removedAt: now });
    expect(new Set(replaced.flat())).toEqual(new Set(old.map(([predecessor]) => predecessor!._id)));
  });

  it('repairs what a process left that died behind its insert', async () => {
    const [predecessor, successor] = await insert(...family(2));
    const uuid = relationIdOf({ predecessor: predecessor!, successor: successor! });
    await database.db.collection('relations').insertOne({
      ...{ _id: uuid as never, predecessor, successor, type: 'rekey', origin: 'detected', createdAt: now },
      ...{ createdBy: null, removedAt: null, removedBy: null },
    });
    expect(await detection.detectFor([successor!])).toEqual([predecessor]);
    expect(await listsOf(predecessor!)).toEqual([[], ['rekey']]);
    expect(await stores.certificateHistory.list(predecessor!, undefined, 10)).toHaveLength(1);
    expect(replaced).toEqual([[predecessor]]);
  });

  it('does not close a circle that a person began', async () => {
    const [older, newer] = await insert(...family(2));
    await stores.relations.add(manual(newer!, older!));
    expect(await detection.detectFor([newer!])).toEqual([]);
    expect((await edgesOf(older!)).successors).toEqual([]);
  });

  it('looks at the newest of a key that very many share', async () => {
    const many = family(1_000, (index) => ({ notBefore: new Date(Date.UTC(2029, 0, 1) + index * 60_000) }));
    await insert(...many);
    const key = soughtKeysOf(many[0]!);
    const [other] = family(1);
    await insert(other!);
    const otherKey = soughtKeysOf(other!);
    const found = await stores.replacementCandidates.sharing([...otherKey, ...key], 300);
    expect(found.map(({ uuid }) => uuid).sort()).toEqual(ids([other!, ...many.slice(-200)]).sort());

    const [oldest] = many;
    await detection.detectFor([oldest!._id]);
    const { successors } = await edgesOf(oldest!._id);
    expect(successors).toEqual(ids(many.slice(-100)).sort());
  });

  it('costs one query when nothing is found', async () => {
    const strangers = Array.from({ length: 100 }, () => family(1)[0]!);
    await insert(...strangers);
    const subjects = await stores.replacementCandidates.find(ids(strangers));
    const sharing = jest.fn(stores.replacementCandidates.sharing);
    const unwanted = () => Promise.reject(new Error('no other query is wanted'));
    const others = { outdatedOf: unwanted, rejudge: unwanted, withdraw: unwanted };
    const watched = createReplacementDetection({
      candidates: { ...stores.replacementCandidates, sharing, find: unwanted },
      relations: { known: unwanted, addDetected: unwanted, walkFrom: unwanted, tellAgain: unwanted, ...others },
      rules: unwanted,
      onReplaced: unwanted,
      now: () => now,
    });
    expect(await watched.detectAmong(subjects)).toEqual([]);
    expect(sharing).toHaveBeenCalledTimes(1);
  });
});

describe('relations by hand', () => {
  it('are there once for a pair, whoever adds them', async () => {
    const [one, other] = await insert(...family(2));
    const adds = await Promise.allSettled(Array.from({ length: 10 }, () => stores.relations.add(manual(one!, other!))));
    expect(adds.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(adds.filter(({ status }) => status === 'rejected')).toHaveLength(9);
    await expect(stores.relations.add(manual(one!, other!))).rejects.toMatchObject({ code: 'conflict' });
    const entries = await stores.certificateHistory.list(one!, undefined, 10);
    expect(entries).toMatchObject([{ event: 'relation', message: 'successor added', createdBy: someone }]);
  });

  it('are walked to their end, and found for many at once', async () => {
    const chain = await insert(...Array.from({ length: 5 }, () => family(1)[0]!));
    for (let index = 1; index < chain.length; index += 1) {
      await stores.relations.add(manual(chain[index - 1]!, chain[index]!));
    }
    await stores.relations.remove(
      relationIdOf({ predecessor: chain[3]!, successor: chain[4]! }),
      someone,
      new Date(now.getTime() + 1),
    );
    const walked = await stores.relations.walkFrom([chain[0]!]);
    expect(walked.map(({ predecessor, successor }) => [predecessor, successor])).toEqual([
      [chain[0], chain[1]],
      [chain[1], chain[2]],
      [chain[2], chain[3]],
    ]);
    const successors = await stores.relations.successorsOf(chain);
    expect([...successors.keys()].sort()).toEqual(chain.slice(0, 3).sort());
    expect(successors.get(chain[0]!)).toMatchObject([{ successor: chain[1], origin: 'manual' }]);
    expect((await edgesOf(chain[1]!)).predecessors).toEqual([chain[0]]);
  });

  it('tell the newest of many, and that there are more', async () => {
    const [hub, ...others] = await insert(...Array.from({ length: 6 }, () => family(1)[0]!));
    for (const [index, other] of others.entries()) {
      await stores.relations.add({ ...manual(hub!, other), createdAt: new Date(now.getTime() + index) });
    }
    const found = await stores.relations.ofCertificate(hub!, { limit: 3 });
    expect(found.successors.map(({ successor }) => successor)).toEqual(others.slice(-3).reverse());
    expect(found.isCut).toBe(true);
    expect((await stores.relations.ofCertificate(hub!, { limit: 5 })).isCut).toBe(false);
  });

  it('go with a certificate, and what was remembered too', async () => {
    const [gone, before, after] = await insert(...Array.from({ length: 3 }, () => family(1)[0]!));
    await stores.relations.add(manual(before!, gone!));
    const { uuid } = await stores.relations.add(manual(gone!, after!));
    await stores.relations.remove(uuid, someone, now);
    await stores.relations.forget(gone!);
    expect(await stores.relations.ofCertificate(gone!, { withRemoved: true })).toEqual({
      ...{ predecessors: [], successors: [], isCut: false },
    });
    expect(await listsOf(before!)).toEqual([[], []]);
    await stores.relations.forget(gone!);
  });
});
