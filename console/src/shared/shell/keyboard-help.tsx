import { Dialog } from '../ui/dialog';
import { navigationFor } from './navigation';

export interface KeyboardHelpProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly permissions: readonly string[];
}

const everywhere = [
  ['/', 'search for certificates and screens (also Ctrl+K)'],
  ['?', 'this list'],
  ['Escape', 'close what is open'],
] as const;

const lists = [
  ['j, k', 'next and previous row'],
  ['Enter', 'open the row'],
  ['x', 'choose the row, where several can be changed at once'],
] as const;

export function KeyboardHelp({ isOpen, onClose, permissions }: KeyboardHelpProps) {
  const screens = navigationFor(permissions)
    .flatMap(({ entries }) => entries)
    .flatMap(({ key, label }) => (key === undefined ? [] : [[`g ${key}`, label] as const]));
  return (
    <Dialog title="Keys" isOpen={isOpen} onClose={onClose}>
      <Keys title="Everywhere" keys={everywhere} />
      <Keys title="In lists" keys={lists} />
      <Keys title="Go to" keys={screens} />
    </Dialog>
  );
}

function Keys({ title, keys }: { readonly title: string; readonly keys: readonly (readonly [string, string])[] }) {
  return (
    <section>
      <h3 className="mb-1 text-sm font-semibold">{title}</h3>
      <dl className="grid grid-cols-[6rem_1fr] gap-y-1 text-sm">
        {keys.map(([key, what]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded border border-line bg-sunken px-1.5 font-mono text-xs">{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
