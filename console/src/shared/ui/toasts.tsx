import { createStore, useStore } from '../store';
import { sentenceOf } from '../api/problem';
import { Button } from './button';
import { classes } from './classes';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'good' | 'bad';
  readonly undo?: () => void;
}

const toasts = createStore<readonly Toast[]>([]);
let lastId = 0;

/** Tells that something was done. Goes away by itself, unless it can be undone or is pointed at. */
export function tell(text: string, undo?: () => void): void {
  show({ text, kind: 'good', ...(undo === undefined ? {} : { undo }) }, undo === undefined ? 6000 : 15_000);
}

/** Tells of a failure; stays until it is closed. */
export function tellError(error: unknown): void {
  show({ text: sentenceOf(error), kind: 'bad' }, undefined);
}

function show(toast: Omit<Toast, 'id'>, milliseconds: number | undefined): void {
  const id = ++lastId;
  toasts.set([...toasts.get().filter(({ text }) => text !== toast.text), { ...toast, id }].slice(-5));
  if (milliseconds !== undefined) setTimeout(() => close(id), milliseconds);
}

function close(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}

/** Where they appear: a live region, so that screen readers say them. */
export function Toasts() {
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed right-3 bottom-3 z-50 flex w-96 max-w-[calc(100vw-1.5rem)] flex-col gap-2"
    >
      {useStore(toasts).map(({ id, text, kind, undo }) => (
        <div
          key={id}
          className={classes(
            'pointer-events-auto flex items-start gap-2 rounded-md border p-3 text-sm shadow-lg',
            kind === 'good' ? 'border-line bg-raised text-ink' : 'border-danger bg-danger-tint text-danger',
          )}
        >
          <span className="min-w-0 flex-1 break-words">{text}</span>
          {undo !== undefined && (
            <Button
              onPress={() => {
                close(id);
                undo();
              }}
            >
              Undo
            </Button>
          )}
          <Button kind="quiet" aria-label="Close this message" onPress={() => close(id)}>
            ✕
          </Button>
        </div>
      ))}
    </div>
  );
}
