import type { ImportFile } from '../../domain/imports/recognise';
import type { ImportedItem } from './import-files';
import { outcomes } from './schemas';

/** The answer's part on files of other products. */
export function reportOf(items: readonly ImportedItem[], files: readonly ImportFile[]) {
  const views = items.map(({ item, outcome, id, notes }) => ({
    file: files[item.file]?.name ?? String(item.file + 1),
    path: item.path,
    system: item.system,
    kind: item.kind,
    originId: item.originId,
    name: item.name,
    outcome,
    target: item.target,
    id,
    mappedPaths: item.ledger.mappedPaths,
    notes,
  }));
  const totals = outcomes.map((outcome) => [outcome, views.filter((one) => one.outcome === outcome).length]);
  return { items: views, totals: Object.fromEntries(totals) as Readonly<Record<(typeof outcomes)[number], number>> };
}
