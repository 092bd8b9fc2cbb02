import { lazy, Suspense } from 'react';
import type { CodeLanguage } from './code-editor';

export interface CodeSide {
  /** For screen readers and above it: `Version 3`. */
  readonly name: string;
  readonly text: string;
}

export interface CodeCompareProps {
  readonly language: CodeLanguage;
  readonly before: CodeSide;
  readonly after: CodeSide;
}

const Compare = lazy(() => import('./compare'));

/** Two texts beside each other, with what differs in colour; what is alike is folded. Loaded when it is first shown. */
export function CodeCompare(props: CodeCompareProps) {
  const { before, after } = props;
  return (
    <div data-own-keys>
      <div className="grid grid-cols-2 gap-2 pb-1 text-sm font-medium">
        <span>{before.name}</span>
        <span>{after.name}</span>
      </div>
      {before.text === after.text && <p className="pb-2 text-sm text-muted">The two texts are alike.</p>}
      <div
        className="max-h-[70vh] overflow-auto rounded-md border border-edge"
        tabIndex={0}
        role="group"
        aria-label="Differences"
      >
        <Suspense fallback={<p className="p-2 text-sm text-muted">Loading the comparison …</p>}>
          <Compare {...props} />
        </Suspense>
      </div>
    </div>
  );
}
