import { retentionStart } from '../../domain/values/retention';
import type { ScriptRunStore } from '../../store/scripts/runs';

export interface ScriptRunRetentionDeps {
  readonly runs: Pick<ScriptRunStore, 'removeOlder'>;
  /** ISO 8601 duration; null: for ever. */
  readonly retention: () => Promise<string | null>;
}

/** Deletes records of runs that are older than their retention, with all they left. May be broken off and made again. */
export function createScriptRunRetention({ runs, retention }: ScriptRunRetentionDeps) {
  return {
    /** @param isOver asked before each page: true breaks off. @returns how many have gone */
    async run(now: Date, isOver: () => boolean = () => false): Promise<number> {
      const before = retentionStart(await retention(), now);
      let removed = 0;
      while (before !== undefined && !isOver()) {
        const gone = await runs.removeOlder(before);
        if (gone === 0) break;
        removed += gone;
      }
      return removed;
    },
  };
}

export type ScriptRunRetention = ReturnType<typeof createScriptRunRetention>;
