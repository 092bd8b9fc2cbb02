import { CertText } from '../../../shared/text/cert-text';
import { Badge, type Tone } from '../../../shared/ui/states';
import { changeWords } from './changes';
import type { BulkRow } from './queries';

export const outcomeTones: Readonly<Record<BulkRow['outcome'], Tone>> = {
  changed: 'good',
  deleted: 'warn',
  requested: 'accent',
  unchanged: 'neutral',
  failed: 'bad',
};

const would: Readonly<Record<BulkRow['outcome'], string>> = {
  changed: 'changes',
  deleted: 'is deleted',
  requested: 'is asked for',
  unchanged: 'stays as it is',
  failed: 'cannot be done',
};

/** What would become of the first certificates. */
export function PreviewRows({ rows, total }: { readonly rows: readonly BulkRow[]; readonly total: number }) {
  if (rows.length === 0) return null;
  return (
    <section aria-label="Preview" className="flex flex-col gap-1">
      <p className="text-xs text-muted">
        {rows.length < total
          ? `The first ${rows.length.toLocaleString('en')} of ${total.toLocaleString('en')}:`
          : 'Each of them:'}
      </p>
      <ul
        className="max-h-72 overflow-y-auto rounded-md border border-line text-sm"
        tabIndex={0}
        aria-label="Certificates"
      >
        {rows.map(({ certificate, name, outcome, changes, detail }) => (
          <li
            key={certificate}
            className="grid gap-x-3 border-b border-line px-3 py-1 last:border-b-0 sm:grid-cols-[1fr_9rem_1fr]"
          >
            <CertText isCut>{name ?? certificate}</CertText>
            <span>
              <Badge tone={outcomeTones[outcome]}>{would[outcome]}</Badge>
            </span>
            <CertText>{detail ?? changeWords(changes)}</CertText>
          </li>
        ))}
      </ul>
    </section>
  );
}
