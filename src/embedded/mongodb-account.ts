/** The one account of the embedded database: nobody else on the machine gets in. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { keptSecret } from '../config/kept-secrets';
import { StartFault } from '../lifecycle/start-fault';
import { type Command, withCommands } from './mongodb-command';

/** In the data folder, beside the other secrets. */
export const mongodbPasswordFile = 'mongodb.password';
const user = 'certloom';
const portFile = 'port';

export interface MongodbAccount {
  readonly password: string;
  /** False until the database has the account: it may have to be started open for a moment to get it. */
  readonly exists: boolean;
  noteExists(): void;
}

/**
 * The account of a data folder; its password is made at the first start. Throws `StartFault` when the database has an
 * account and the password is gone.
 */
export function mongodbAccount(dataDir: string): MongodbAccount {
  const note = path.join(dataDir, 'mongodb', 'has-account');
  const secret = keptSecret(dataDir, mongodbPasswordFile, () => randomBytes(24).toString('base64url'));
  if (secret.made && existsSync(note)) throw passwordLost(secret.file);
  return {
    password: secret.value,
    exists: existsSync(note),
    noteExists: () => writeFileSync(note, '', { mode: 0o600 }),
  };
}

function passwordLost(file: string): StartFault {
  return new StartFault(
    `The embedded database has an account whose password is not in ${file}: put the file back from the backup that the folder mongodb/ belongs to.`,
    78,
  );
}

/** Connection string of an embedded server on `port`. Holds the password: not for logs. */
export function accountUri(port: number, { password }: Pick<MongodbAccount, 'password'>): string {
  return `mongodb://${user}:${password}@127.0.0.1:${port}/certloom?authSource=admin`;
}

/** Leaves word in the data folder of where its database is to be found. */
export function notePort(dataDir: string, port: number): void {
  writeFileSync(path.join(dataDir, 'mongodb', portFile), String(port), { mode: 0o600 });
}

/**
 * The database that another process runs on a data folder; undefined when it has none to be found. Holds the password:
 * not for logs.
 */
export function runningUri(dataDir: string): string | undefined {
  try {
    const [port, password] = [path.join('mongodb', portFile), mongodbPasswordFile].map((file) =>
      readFileSync(path.join(dataDir, file), 'utf8').trim(),
    );
    return accountUri(Number(port), { password: password ?? '' });
  } catch {
    return undefined;
  }
}

/** Of this server and no other of its set, as long as it is not known to be the primary; without the account or with it. */
export function directUri(port: number, account?: Pick<MongodbAccount, 'password'>): string {
  return account === undefined
    ? `mongodb://127.0.0.1:${port}/certloom?directConnection=true`
    : `${accountUri(port, account)}&directConnection=true`;
}

const authenticationFailed = 18;
const unauthorized = 13;
const alreadyExists = 51_003;

/**
 * Makes the account on a server that has none, over a connection that needs none: either the server runs open, or it
 * lets the first account be made from the machine itself. Throws `StartFault` when it has another account already.
 */
export async function ensureAccount(port: number, account: MongodbAccount, dataDir: string): Promise<void> {
  if (!(await opens(port, account))) {
    try {
      await withCommands(directUri(port), 5_000, (command) => makeAccount(command, account.password));
    } catch (error) {
      if (codeOf(error) === unauthorized) throw passwordLost(path.join(dataDir, mongodbPasswordFile));
      throw error;
    }
  }
  account.noteExists();
}

/** By commands on `admin`; an account of an earlier attempt gets the present password. */
export async function makeAccount(command: Command, password: string): Promise<void> {
  const roles = [{ role: 'root', db: 'admin' }];
  try {
    await command({ createUser: user, pwd: password, roles });
  } catch (error) {
    if (codeOf(error) !== alreadyExists) throw error;
    await command({ updateUser: user, pwd: password, roles });
  }
}

async function opens(port: number, account: MongodbAccount): Promise<boolean> {
  try {
    await withCommands(directUri(port, account), 5_000, (command) => command({ ping: 1 }));
    return true;
  } catch (error) {
    if (codeOf(error) === authenticationFailed) return false;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
