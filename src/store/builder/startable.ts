import type { Connection } from 'mongoose';
import type { DefinitionType } from '../../domain/builder/definition';
import type { StartableDefinition } from '../../domain/builder/event-definition';
import type { EventCode } from '../../domain/events/catalogue';
import { changesOf } from '../database/changes';
import { createDefinitionStore } from './definitions';

/** A definition that new instances begin of. */
export interface Startable extends StartableDefinition {
  readonly version: number;
  readonly isGlobal: boolean;
}

/**
 * Enabled published definitions that only their type starts, kept in the process: a change here is seen at once, one of
 * another process after `ttlMs` (1 s). The same list as long as nothing has changed, so that others may remember by it.
 */
export function createStartableDefinitions(db: Connection, { ttlMs = 1_000 }: { readonly ttlMs?: number } = {}) {
  const definitions = createDefinitionStore(db);
  const kept = new Map<DefinitionType, { at: number; list: readonly Startable[] }>();
  const stale = new Set<DefinitionType>();
  changesOf(db).onChange((collection) => {
    if (collection === 'definitions') for (const type of kept.keys()) stale.add(type);
  });

  async function read(type: DefinitionType): Promise<readonly Startable[]> {
    stale.delete(type);
    const found = (await definitions.startable(type)).filter(({ startedBy }) => startedBy === 'type');
    const list = found.map(({ uuid, name, keys, createdAt, changedAt, revision, publishedVersion, isGlobal }) => ({
      ...{ uuid, name, keys, createdAt, changedAt, revision, version: publishedVersion!, isGlobal },
    }));
    const before = kept.get(type)?.list;
    const isSame = before !== undefined && stampOf(before) === stampOf(list);
    kept.set(type, { at: performance.now(), list: isSame ? before : list });
    return kept.get(type)!.list;
  }

  async function ofType(type: DefinitionType): Promise<readonly Startable[]> {
    const found = kept.get(type);
    if (found !== undefined && !stale.has(type) && performance.now() - found.at <= ttlMs) return found.list;
    return read(type);
  }

  return {
    ofType,
    ofEvent: (event: EventCode): Promise<readonly Startable[]> => ofType(`event:${event}`),
  };
}

export type StartableDefinitions = ReturnType<typeof createStartableDefinitions>;

function stampOf(list: readonly Startable[]): string {
  return list.map(({ uuid, revision }) => `${uuid} ${revision}`).join();
}
