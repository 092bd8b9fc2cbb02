import { useQuery } from '@tanstack/react-query';
import { Badge } from '../../../shared/ui/states';
import { validationQuery } from '../queries';

/** What is against the newest version as things are now; asked for the rows in sight only. */
export function ProblemsCell({ uuid }: { readonly uuid: string }) {
  const { data, isError } = useQuery(validationQuery(uuid));
  if (isError) return <span className="text-muted">unknown</span>;
  if (data === undefined) return <span className="text-muted">…</span>;
  const { errors, warnings } = data;
  if (errors.length + warnings.length === 0) return <span className="text-muted">none</span>;
  const told = [...errors, ...warnings].map(({ detail }) => detail).join('\n');
  return (
    <span title={told} className="flex gap-1">
      {errors.length > 0 && <Badge tone="bad">{counted(errors.length, 'error')}</Badge>}
      {warnings.length > 0 && <Badge tone="warn">{counted(warnings.length, 'warning')}</Badge>}
    </span>
  );
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
