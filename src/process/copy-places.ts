import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { redactAddress } from '../config/describe';
import { loadConfig, type Environment } from '../config/config';
import { FolderInUse } from '../embedded/data-folder';
import { startDatabase } from '../embedded/engines';
import { runningUri } from '../embedded/mongodb-account';
import { messageOf, StartFault, type EngineLog } from '../lifecycle/start-fault';
import { connectStore } from '../store/database/connection';
import { isDatabaseAway } from '../store/database/database-away';

export type CopyPlace = { readonly uri: string } | { readonly folder: string };

export interface OpenPlace {
  readonly db: Connection;
  /** This process has started the database, for itself. */
  readonly isHeld: boolean;
  close(): Promise<void>;
}

export interface PlaceOptions {
  readonly env: Environment;
  readonly log: EngineLog;
  /** How long a database may be away. */
  readonly limitMs: number;
  readonly rest: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
  readonly mayBeNew?: boolean;
}

/** The address for people, without what may be secret in it. */
export function nameOfPlace(place: CopyPlace): string {
  return 'uri' in place ? redactAddress(place.uri) : place.folder;
}

/**
 * Whether both are one place, as far as that can be told without opening them. What else leads to one database, such as a
 * folder and the address of its running database, shows once both are open.
 */
export function arePlacesSame(a: CopyPlace, b: CopyPlace): boolean {
  if ('uri' in a || 'uri' in b) return 'uri' in a && 'uri' in b && databaseOf(a.uri) === databaseOf(b.uri);
  return realFolder(a.folder) === realFolder(b.folder);
}

/** Hosts in any order and the database; options and users make no other database of it. */
function databaseOf(uri: string): string {
  const [, scheme = '', hosts = '', database = ''] =
    /^([a-z+]+):\/\/(?:[^@/]*@)?([^/?]*)(?:\/([^?]*))?/i.exec(uri) ?? [];
  const names = hosts
    .split(',')
    .map((host) => host.toLowerCase().replace(/^([^:]+)$/, scheme === 'mongodb' ? '$1:27017' : '$1'));
  return `${names.sort().join()}/${database}`;
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return path.resolve(folder);
  }
}

/**
 * Connects to a database. Of a data folder the database is started, or, while the product runs on it, joined. Throws
 * `StartFault` when it is away for longer than the limit, or cannot be used at all.
 */
export async function openPlace(place: CopyPlace, options: PlaceOptions): Promise<OpenPlace> {
  if ('folder' in place && options.mayBeNew !== true && !existsSync(path.join(place.folder, 'mongodb'))) {
    throw new StartFault(`The folder ${place.folder} holds no embedded database.`, 78);
  }
  const begun = performance.now();
  for (;;) {
    options.signal.throwIfAborted();
    try {
      return 'uri' in place ? await connected(place.uri, false) : await ofFolder(place.folder, options);
    } catch (error) {
      const isAway = error instanceof FolderInUse || isDatabaseAway(error);
      if (!isAway || performance.now() - begun > options.limitMs) throw faultOf(place, error);
    }
    await options.rest(1_000);
  }
}

async function connected(uri: string, isHeld: boolean, stop = async () => {}): Promise<OpenPlace> {
  const db = await connectStore(uri);
  return {
    db,
    isHeld,
    async close() {
      await db.close();
      await stop();
    },
  };
}

async function ofFolder(folder: string, { env, log, signal }: PlaceOptions): Promise<OpenPlace> {
  // Engines are looked for as always; a port of its own keeps the product away that finds it taken.
  const config = loadConfig({ ...env, CERTLOOM_DATA_DIR: folder, CERTLOOM_MONGO_PORT: '0', MONGODB_URI: undefined });
  try {
    const database = await startDatabase(config, { log, signal });
    try {
      return await connected(database.mongoUri, true, () => database.stop());
    } catch (error) {
      await database.stop();
      throw error;
    }
  } catch (error) {
    const uri = error instanceof FolderInUse ? runningUri(folder) : undefined;
    if (uri === undefined) throw error;
    return await connected(uri, false);
  }
}

/** Errors of the driver may quote the connection string. */
function faultOf(place: CopyPlace, error: unknown): unknown {
  if (error instanceof StartFault) return error;
  let reason = messageOf(error);
  if ('uri' in place) {
    const [, user = ''] = /^[a-z+]+:\/\/(.*)@/i.exec(place.uri) ?? [];
    for (const secret of [place.uri, user, ...user.split(':')]) {
      if (secret !== '') reason = reason.replaceAll(secret, '…').replaceAll(decoded(secret), '…');
    }
  }
  return new StartFault(`${nameOfPlace(place)} cannot be used: ${reason}`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
