import { CopyFault, type PassResult, type RowKey } from '../../domain/data-copies/copy';
import type { Progress } from '../../domain/data-copies/progress';
import type { CopyEnd } from '../../store/data-copies/end';
import type { CopyStates } from '../../store/data-copies/states';

type Position = NonNullable<Parameters<CopyStates['setPosition']>[2]>;
type Page = Awaited<ReturnType<CopyEnd['readPage']>>;

export interface PassDeps {
  readonly source: Pick<CopyEnd, 'names' | 'estimate' | 'readPage'>;
  readonly target: Pick<CopyEnd, 'names' | 'levelPage'> & {
    readonly states: Pick<CopyStates, 'note' | 'position' | 'setPosition'>;
  };
  /** This process. */
  readonly holder: string;
  readonly pass: number;
  readonly tell: (progress: Progress) => void;
  /** Milliseconds of a steady clock. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

const kinds = ['number', 'string', 'objectId'] as const satisfies readonly RowKey['kind'][];

/**
 * One pass over all collections: pages of the source, and the same stretch of the target beside it. What is missing,
 * differs or is gone from the source is made the same, so a pass may begin anywhere, and be broken off. One that was
 * broken off goes on where it was.
 */
export async function runPass(deps: PassDeps): Promise<PassResult> {
  const { target, pass, clock } = deps;
  const begun = clock();
  const { names, meter } = await begin(deps);
  for (const name of names) {
    const at = await target.states.position(name, pass);
    if (at === null) continue;
    await walkCollection(deps, name, at, async (position, page, next) => {
      const changed = await target.levelPage(name, position, page);
      meter.add(name, page, changed);
      if (next !== undefined) await target.states.setPosition(name, pass, next);
    });
    await target.states.setPosition(name, pass, null);
  }
  return { changed: meter.changed(), ms: clock() - begun };
}

/** The collections that either end has, and what counts their rows. */
export async function begin({ source, target, pass, tell, clock }: PassDeps) {
  const names = [...new Set([...(await source.names()), ...(await target.names())])].toSorted();
  let of = 0;
  for (const name of names) of += await source.estimate(name);
  const begun = clock();
  let [rows, bytes, changed] = [0, 0, 0];
  return {
    names,
    meter: {
      changed: () => changed,
      add(collection: string, page: Page, more: number): void {
        rows += page.rows.length;
        for (const row of page.rows) bytes += row.bytes.length;
        changed += more;
        tell({ pass, collection, rows, of, bytes, changed, ms: clock() - begun });
      },
    },
  };
}

/** Page after page of one collection; the next one is read while `use` has one. */
export async function walkCollection(
  { source, target, holder, signal }: Pick<PassDeps, 'source' | 'target' | 'holder' | 'signal'>,
  name: string,
  from: Position | undefined,
  use: (position: Position, page: Page, next: Position | undefined) => Promise<unknown>,
): Promise<void> {
  for (const kind of kinds.slice(from === undefined ? 0 : kinds.indexOf(from.kind))) {
    let position: Position = from?.kind === kind ? from : { kind };
    let reading = source.readPage(name, position);
    for (;;) {
      const page = await reading;
      signal.throwIfAborted();
      if (!(await target.states.note(holder))) throw new CopyFault('Another process has taken the copy over.');
      const next: Position | undefined = page.last && { kind, after: page.last.value };
      if (next !== undefined) {
        reading = source.readPage(name, next);
        // Whoever waits for it is told; until then nobody is, and a fault of `use` may come first.
        reading.catch(() => undefined);
      }
      await use(position, page, next);
      if (next === undefined) break;
      position = next;
    }
  }
}
