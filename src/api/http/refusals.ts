/** What is told of refusals that are alike: the first at once, the rest as one count at the end of their minute. */
export interface Refusal<T> {
  readonly of: T;
  /** How many there were, and since when. */
  readonly count: number;
  readonly since: Date;
}

export interface RefusalsOptions<T> {
  readonly write: (refusal: Refusal<T>) => Promise<void>;
  readonly now: () => Date;
  readonly windowMs?: number;
  /** Kinds that are told apart in one window; further ones are counted together. */
  readonly maxKinds?: number;
}

interface Counted<T> {
  of: T;
  more: number;
  readonly since: Date;
}

const others = '';

/**
 * A budget for rows about refusals, so that nobody fills the audit log by being refused: at most two rows a minute and
 * kind, and so many kinds.
 */
export function createRefusals<T>({ write, now, windowMs = 60_000, maxKinds = 500 }: RefusalsOptions<T>) {
  let counted = new Map<string, Counted<T>>();
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const ended = [...counted.values()].filter(({ more }) => more > 0);
    counted = new Map();
    for (const { of, more, since } of ended) await write({ of, count: more, since });
  }

  return {
    /** @param kind what alike refusals have in common, such as an address */
    async note(kind: string, of: T): Promise<void> {
      const key = counted.has(kind) || counted.size < maxKinds ? kind : others;
      // A log that cannot be written was told of; nobody waits for these rows.
      timer ??= setTimeout(() => void flush().catch(() => undefined), windowMs).unref();
      const known = counted.get(key);
      if (known !== undefined) {
        known.more += 1;
        known.of = of;
        return;
      }
      const since = now();
      counted.set(key, { of, more: 0, since });
      await write({ of, count: 1, since });
    },

    /** Writes what was counted so far. */
    flush,
  };
}
