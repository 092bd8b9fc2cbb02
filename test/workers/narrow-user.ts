/** The user of the database that workers of scripts have, as docs/operations.md makes it. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './accounts';
import type { Installation } from './installation';

interface Role {
  readonly createRole: string;
  readonly privileges: readonly { readonly resource: { readonly collection: string }; readonly actions: string[] }[];
}

/** Its connection string; undefined where the database has no roles. */
export async function makeNarrowUser({ foundation, engines }: Installation): Promise<string | undefined> {
  const file = path.join(root, 'deploy', 'scripts-role.json');
  const role = JSON.parse(readFileSync(file, 'utf8')) as Role;
  const url = new URL(engines.MONGODB_URI);
  // A server without accounts lets everybody do everything.
  if (url.username === '') return undefined;
  const database = foundation.db.db!;
  const privileges = role.privileges.map(({ resource, actions }) => ({
    ...{ resource: { ...resource, db: database.databaseName }, actions },
  }));
  const password = randomBytes(12).toString('hex');
  try {
    await database.command({ ...role, privileges });
    await database.command({ createUser: 'scripts', pwd: password, roles: [role.createRole] });
  } catch (error) {
    if ((error as { code?: unknown }).code === commandNotFound) return undefined;
    throw error;
  }
  url.username = 'scripts';
  url.password = password;
  url.searchParams.set('authSource', database.databaseName);
  return url.toString();
}

const commandNotFound = 59;
