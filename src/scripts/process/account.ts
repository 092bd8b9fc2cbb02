import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';

/** An OS account that scripts are started under, where it is not the worker's own. */
export interface ScriptAccount {
  readonly uid: number;
  readonly gid: number;
  /** For the record; the number where it has no name. */
  readonly name: string;
}

/**
 * The account that a setting names: a user's name, or `uid:gid` in numbers. Rejects when there is none such, when it is
 * the worker's own or root, or when the worker may not start programs under another account.
 */
export async function findAccount(setting: string): Promise<ScriptAccount> {
  const [, uidText, gidText] = /^(\d{1,10}):(\d{1,10})$/.exec(setting) ?? [];
  const account =
    uidText === undefined || gidText === undefined
      ? { uid: await idOf('-u', setting), gid: await idOf('-g', setting), name: setting }
      : { uid: Number(uidText), gid: Number(gidText), name: (await nameOf(uidText)) ?? uidText };
  if (account.uid === 0 || account.gid === 0) throw new Error('scripts are not run as root');
  if (account.uid === process.geteuid?.()) throw new Error(`${account.name} is the account of the worker itself`);
  if (process.geteuid?.() !== 0)
    throw new Error('only a worker that runs as root starts scripts under another account');
  return account;
}

/** Name of the account of this process. */
export function ownAccountName(): string {
  return (ownName ??= askOwnName());
}

/** A process keeps its account, and asking for its name reads the system's list. */
let ownName: string | undefined;

function askOwnName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.geteuid?.() ?? 'unknown'); // an account that the system's list does not have
  }
}

const run = promisify(execFile);

async function idOf(what: '-u' | '-g', name: string): Promise<number> {
  try {
    const { stdout } = await run('id', [what, '--', name]);
    return Number(stdout.trim());
  } catch {
    throw new Error(`there is no user ${name}`);
  }
}

async function nameOf(uid: string): Promise<string | undefined> {
  return run('id', ['-un', '--', uid]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}
