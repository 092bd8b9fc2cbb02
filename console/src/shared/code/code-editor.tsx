import { lazy, Suspense } from 'react';

export type CodeLanguage = 'powershell' | 'javascript' | 'bash' | 'python' | 'json' | 'yaml' | 'text';

/** A mark at a place in the code, as the API's lint gives it. */
export interface CodeMark {
  /** From 1. */
  readonly line: number;
  /** From 1; the whole line where it is absent. */
  readonly column?: number;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

export interface CodeEditorProps {
  /** For screen readers; there is no visible label. */
  readonly name: string;
  readonly language: CodeLanguage;
  readonly value: string;
  readonly onChange?: (value: string) => void;
  readonly marks?: readonly CodeMark[];
  /** Words offered while typing: tokens, names of members. */
  readonly words?: readonly { readonly label: string; readonly detail?: string }[];
  readonly isReadOnly?: boolean;
  /** Goes to the line each time that another object is given. */
  readonly goTo?: { readonly line: number } | undefined;
  /** CSS height. */
  readonly height?: string;
}

const Editor = lazy(() => import('./editor'));

/** Code with colours, marks and completion; loaded when it is first shown. */
export function CodeEditor(props: CodeEditorProps) {
  const { height = '24rem', isReadOnly } = props;
  return (
    <div data-own-keys>
      <div className="overflow-hidden rounded-md border border-edge" style={{ height }}>
        <Suspense fallback={<p className="p-2 text-sm text-muted">Loading the editor …</p>}>
          <Editor {...props} />
        </Suspense>
      </div>
      {isReadOnly !== true && (
        <p className="mt-1 text-xs text-muted">Tab indents. Escape, then Tab leaves the editor.</p>
      )}
    </div>
  );
}
