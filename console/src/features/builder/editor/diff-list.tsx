import { Badge, type Tone } from '../../../shared/ui/states';
import type { ChangeKind, StepDiff } from '../model/diff';

const tones: Readonly<Record<ChangeKind, Tone>> = { added: 'good', removed: 'bad', changed: 'warn', same: 'neutral' };

/** What differs, step by step and member by member. */
export function DiffList({ diffs }: { readonly diffs: readonly StepDiff[] }) {
  const differing = diffs.filter(({ kind }) => kind !== 'same');
  if (differing.length === 0) return <p className="text-sm text-muted">The steps are the same.</p>;
  return (
    <ul className="flex flex-col gap-3">
      {differing.map(({ name, kind, members, before, after }) => (
        <li key={name} className="text-sm">
          <Badge tone={tones[kind]}>{kind}</Badge> <strong>{name}</strong>{' '}
          <span className="text-muted">{(after ?? before)?.type}</span>
          {members.map(({ path, before: was, after: is }) => (
            <div key={path} className="mt-1 grid gap-2 rounded-md border border-line p-2 md:grid-cols-[10rem_1fr_1fr]">
              <span className="font-mono text-xs">{path}</span>
              <Value sign="−" value={was} className="bg-danger-tint text-danger" />
              <Value sign="+" value={is} className="bg-good-tint text-good" />
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}

function Value({
  sign,
  value,
  className,
}: {
  readonly sign: string;
  readonly value: unknown;
  readonly className: string;
}) {
  const text = value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <pre
      className={`max-h-48 overflow-auto rounded p-1 font-mono text-xs whitespace-pre-wrap ${className}`}
      tabIndex={0}
    >
      {sign} {text}
    </pre>
  );
}
