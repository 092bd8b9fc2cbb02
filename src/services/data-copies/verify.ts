import { createHash } from 'node:crypto';
import { CopyFault, type CopiedCollection } from '../../domain/data-copies/copy';
import type { CopyEnd } from '../../store/data-copies/end';
import { begin, walkCollection, type PassDeps } from './run-pass';

export interface VerifyDeps extends PassDeps {
  readonly source: PassDeps['source'] & Pick<CopyEnd, 'count'>;
}

/** Rows may pass away by themselves at either end, and never all the time. */
const mostAttempts = 5;

/**
 * The last pass, while nobody writes: makes each page the same, reads it again at the target until it is, and hashes what
 * both ends have. Throws `CopyFault` when they do not become the same.
 */
export async function verify(deps: VerifyDeps): Promise<CopiedCollection[]> {
  const { source, target } = deps;
  const { names, meter } = await begin(deps);
  const collections: CopiedCollection[] = [];
  for (const name of names) {
    const ofSource = createHash('sha256');
    let ofTarget = createHash('sha256');
    let rows = 0;
    await walkCollection(deps, name, undefined, async (position, first) => {
      let page = first;
      for (let attempt = 1; ; attempt += 1) {
        const hash = ofTarget.copy();
        const changed = await target.levelPage(name, position, page, hash);
        if (changed === 0) {
          ofTarget = hash;
          break;
        }
        if (attempt === mostAttempts) throw unlike(name);
        meter.add(name, { ...page, rows: [] }, changed);
        page = await source.readPage(name, position, first.last);
      }
      for (const row of page.rows) ofSource.update(row.bytes);
      rows += page.rows.length;
      meter.add(name, page, 0);
    });
    const [there, here] = [ofSource.digest('hex'), ofTarget.digest('hex')];
    if (there !== here) throw unlike(name);
    const stored = await source.count(name);
    if (stored > rows) throw new CopyFault(`${name} has ${stored - rows} rows with keys of a kind that is not copied.`);
    collections.push({ name, rows, source: there, target: here });
  }
  return collections;
}

const unlike = (name: string) =>
  new CopyFault(`${name} does not become the same in the target: does something write to one of the two?`);
