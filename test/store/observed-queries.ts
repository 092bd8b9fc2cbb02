/** Which queries a connection sends, and how the database would carry each of them out. */
import type { Connection } from 'mongoose';

type Command = Readonly<Record<string, unknown>>;

export interface ObservedQuery {
  /** What was being done; for people. */
  readonly by: string;
  readonly collection: string;
  readonly command: Command;
}

export interface Execution {
  readonly stages: readonly string[];
  readonly examined: number;
  readonly returned: number;
  readonly filter: string;
}

interface Stats {
  readonly totalDocsExamined: number;
  readonly totalKeysExamined: number;
  readonly nReturned: number;
}

const observedCommands = ['find', 'update', 'delete', 'findAndModify', 'aggregate', 'count', 'distinct'] as const;
const partsOf: Readonly<Record<(typeof observedCommands)[number], readonly string[]>> = {
  find: ['filter', 'sort', 'projection', 'limit', 'skip', 'hint', 'collation'],
  update: ['updates'],
  delete: ['deletes'],
  findAndModify: ['query', 'sort', 'update', 'remove', 'upsert', 'new', 'fields'],
  aggregate: ['pipeline', 'hint', 'collation'],
  count: ['query', 'limit', 'skip', 'hint'],
  distinct: ['key', 'query'],
};

/** Listens to a connection that was opened with `monitorCommands`. */
export function observeQueries(db: Connection) {
  const queries: ObservedQuery[] = [];
  let by = '';
  db.getClient().on('commandStarted', ({ commandName, command }) => {
    const name = observedCommands.find((known) => known === commandName);
    if (name === undefined || by === '') return;
    const all = command as Command;
    const collection = String(all[name]);
    const parts = Object.fromEntries(partsOf[name].filter((part) => part in all).map((part) => [part, all[part]]));
    // Each statement of a list is explained by itself.
    const list = name === 'update' ? 'updates' : name === 'delete' ? 'deletes' : undefined;
    const commands: Command[] =
      list === undefined
        ? [{ [name]: collection, ...parts, ...(name === 'aggregate' ? { cursor: {} } : {}) }]
        : (parts[list] as object[]).map((statement) => ({ [name]: collection, [list]: [statement] }));
    queries.push(...commands.map((each) => ({ by, collection, command: each })));
  });
  return {
    queries,
    /** Everything sent while `work` runs is noted under this name. */
    async during<T>(name: string, work: () => Promise<T>): Promise<T> {
      by = name;
      try {
        return await work();
      } finally {
        by = '';
      }
    },
  };
}

/** Null where the engine tells nothing of an execution. */
export async function explain(db: Connection, { command }: ObservedQuery): Promise<Execution | null> {
  const told = await db.db!.command({ explain: command, verbosity: 'executionStats' });
  const stages: string[] = [];
  let stats: Stats | undefined;
  let touched = 0;
  walk(told, (name, value) => {
    if (name === 'executionStats') stats ??= value as Stats;
    if (name === 'winningPlan') walk(value, (inner, stage) => inner === 'stage' && stages.push(String(stage)));
    if (['nMatched', 'nWouldModify', 'nWouldDelete', 'nWouldUpsert'].includes(name))
      touched = Math.max(touched, Number(value));
  });
  if (stats === undefined) return null;
  return {
    stages,
    examined: Math.max(stats.totalDocsExamined, stats.totalKeysExamined),
    returned: Math.max(stats.nReturned, touched),
    filter: JSON.stringify(command),
  };
}

function walk(value: unknown, visit: (name: string, value: unknown) => void): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    visit(name, part);
    walk(part, visit);
  }
}
