import { createHash } from 'node:crypto';
import type { Connection, mongo } from 'mongoose';
import { packTriggers } from '../src/store/firings/details';
import { load } from './statistics';

const dayMs = 86_400_000;
const events = ['certificate_expiring', 'certificate_uploaded', 'certificate_status_changed', 'scheduled_job_finished'];

/** What the rows hold, so that filters ask for something that is there. */
export const held = {
  triggers: many('trigger', 200),
  users: many('user', 20),
  groups: many('group', 10),
  objects: many('object', 20_000),
  days: 365,
  /** Words that are in the name of one subject in so many. */
  words: { frequent: 'host7', rare: 'needle' },
};

/** A history as a large site has after a year: a few triggers match often, most of them seldom; few firings have errors. */
export async function writeFirings(db: Connection, total: number, say: (text: string) => void): Promise<void> {
  const rows = db.collection('firings') as unknown as mongo.Collection<{ _id: string }>;
  const details = packTriggers([
    {
      trigger: held.triggers[0]!,
      kind: 'action',
      result: 'not_matched',
      truth: 'false',
      leaves: [{ result: 'false', actual: 4096 }],
      actions: [],
      durationMs: 0.05,
    },
  ]);
  await writeSnapshots(db);
  const begin = Date.now() - held.days * dayMs;
  const step = (held.days * dayMs) / total;
  const chunk = 2_000;
  await load(Math.ceil(total / chunk), 2, async (at) => {
    if (at % 50 === 0) say(`${at * chunk} written`);
    const indexes = Array.from({ length: Math.min(chunk, total - at * chunk) }, (_, index) => at * chunk + index);
    await rows.insertMany(
      indexes.map((index) => firingRow(index, new Date(begin + index * step), details)),
      {
        ordered: false,
      },
    );
  });
}

/** One snapshot for each group, and one of the platform alone. */
async function writeSnapshots(db: Connection): Promise<void> {
  const common = { policy: 'replace', onConditionError: 'admit', ignore: [], actions: [] };
  const places = [['settings'], ...held.groups.map((group) => [`groups/${group}`, 'settings'])];
  const rows = places.map((of, index) => ({ _id: snapshotId(index), ...common, places: of }));
  await db.collection('trigger_set_snapshots').insertMany(rows as never);
}

function firingRow(index: number, occurredAt: Date, details: mongo.Binary) {
  const random = scattered(index);
  const isMatch = random(10) < 3;
  // The first triggers match often, the last ones hardly ever.
  const trigger = Math.floor(held.triggers.length * (random(1_000) / 1_000) ** 4);
  const status = random(1_000);
  const user = random(held.users.length * 2);
  const object = random(held.objects.length);
  return {
    _id: uuidOf(`firing:${index}`),
    event: events[random(100) < 90 ? 0 : 1 + random(3)],
    occurrenceKey: `bench.${index}`,
    resource: 'certificates',
    objectUuid: held.objects[object],
    objectName: `${object === 4_711 && index % 3 === 0 ? held.words.rare : `host${object}`}.example.org`,
    referenceObjectUuid: null,
    ...{ occurredAt, startedAt: occurredAt, lastFiredAt: occurredAt },
    finishedAt: status === 0 ? null : occurredAt,
    durationMs: 3,
    status: status === 0 ? 'running' : status < 4 ? 'failed' : status < 20 ? 'finished_with_errors' : 'finished',
    outcome: status > 0 && status < 4 ? 'error' : isMatch ? (random(50) === 0 ? 'ignored' : 'performed') : 'unmatched',
    actor:
      user >= held.users.length
        ? { type: 'system', uuid: null, name: 'system' }
        : { type: 'user', uuid: held.users[user], name: `user ${user}` },
    ...{ causedBy: null, causeDepth: 0, uploadId: null, policy: 'replace' },
    snapshotId: snapshotId(random(40) === 0 ? 1 + random(held.groups.length) : 0),
    details,
    matchedTriggers: isMatch ? [{ uuid: held.triggers[trigger], name: `trigger ${trigger}` }] : [],
    counts: { evaluated: 1, matched: isMatch ? 1 : 0, errors: 0, actionsOk: 0, actionsFailed: 0, actionsSkipped: 0 },
    ...{ deliveriesOpen: 0, deliveriesFailed: 0, message: null, repeatCount: 1 },
    ...{ workflowId: `firing:${events[0]}:bench-${index}`, runId: uuidOf(`run:${index}`) },
  };
}

/** Numbers below a bound that look like chance and are the same in every run. */
function scattered(seed: number): (bound: number) => number {
  let state = (seed + 1) >>> 0;
  return (bound) => {
    state = (Math.imul(state ^ (state >>> 16), 0x45d9f3b) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 15)) >>> 0) % bound;
  };
}

function many(word: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => uuidOf(`${word}:${index}`));
}

function snapshotId(index: number): string {
  return createHash('sha256').update(`snapshot:${index}`).digest('hex');
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
