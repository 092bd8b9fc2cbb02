import { useState } from 'react';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { mergeOf, type Members } from './merge';

export interface MergeDialogProps {
  /** What was read before the changes; undefined: there is nothing to merge. */
  readonly base: Members | undefined;
  readonly mine: Members;
  readonly theirs: Members | undefined;
  readonly onMerge: (merged: Members) => void;
  readonly onClose: () => void;
}

/** Somebody else has saved meanwhile: their changes beside one's own, member by member, and what becomes of each. */
export function MergeDialog({ base, mine, theirs, onMerge, onClose }: MergeDialogProps) {
  const [takesTheirs, setTakesTheirs] = useState<readonly string[]>([]);
  if (base === undefined || theirs === undefined) return null;
  const { merged, conflicts, taken } = mergeOf(base, mine, theirs);
  const apply = () => {
    const chosen = Object.fromEntries(takesTheirs.map((member) => [member, theirs[member]]));
    onMerge(Object.fromEntries(Object.entries({ ...merged, ...chosen }).filter(([, value]) => value !== undefined)));
  };
  return (
    <Dialog
      title="Somebody has changed this meanwhile"
      size="large"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Back to my form</Button>
          <Button kind="primary" onPress={apply}>
            Take over and go on
          </Button>
        </>
      }
    >
      {taken.length > 0 && (
        <p className="text-sm">
          Only they have changed {taken.map((member) => `“${member}”`).join(', ')}: that is taken over.
        </p>
      )}
      {conflicts.length === 0 && <p className="text-sm">Nothing that you have changed was changed by them.</p>}
      {conflicts.map(({ member, base: before, mine: own, theirs: other }) => {
        const isTheirs = takesTheirs.includes(member);
        const toggle = (on: boolean) =>
          setTakesTheirs(on ? [...takesTheirs, member] : takesTheirs.filter((name) => name !== member));
        return (
          <fieldset key={member} className="rounded-md border border-line p-3">
            <legend className="px-1 text-sm font-semibold">{member}</legend>
            <p className="mb-2 text-xs text-muted">It was: {shortOf(before)}</p>
            <div className="grid gap-2 md:grid-cols-2">
              <Side title="Mine" value={own} isChosen={!isTheirs} onChoose={() => toggle(false)} name={member} />
              <Side title="Theirs" value={other} isChosen={isTheirs} onChoose={() => toggle(true)} name={member} />
            </div>
          </fieldset>
        );
      })}
    </Dialog>
  );
}

interface SideProps {
  readonly title: string;
  readonly name: string;
  readonly value: unknown;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Side({ title, name, value, isChosen, onChoose }: SideProps) {
  return (
    <label className="flex flex-col gap-1 rounded border border-line p-2 has-checked:border-accent has-checked:bg-accent-tint">
      <span className="flex items-center gap-2 text-sm font-medium">
        <input type="radio" name={`merge-${name}`} checked={isChosen} onChange={onChoose} />
        {title}
      </span>
      <pre className="max-h-48 overflow-auto font-mono text-xs whitespace-pre-wrap" tabIndex={0}>
        {typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'nothing')}
      </pre>
    </label>
  );
}

function shortOf(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > 200 ? `${text.slice(0, 200)} …` : text;
}
