import { memo } from 'react';
import { outputLines } from './output-lines';

/** Lines that are shown; what was before them is counted. */
const shownLines = 2_000;

export interface OutputTextProps {
  readonly children: string;
  /** For screen readers. */
  readonly name: string;
}

/**
 * What a program printed: lines of data, never markup and never escape sequences. Characters that cannot be seen, or turn
 * the direction of a line, are shown by their code points.
 */
export const OutputText = memo(function OutputText({ children, name }: OutputTextProps) {
  const lines = outputLines(children);
  const hidden = Math.max(0, lines.length - shownLines);
  return (
    <div
      role="group"
      aria-label={name}
      tabIndex={0}
      className="max-h-96 overflow-auto rounded-md border border-line bg-sunken p-2 font-mono text-xs"
    >
      {hidden > 0 && <p className="pb-1 text-muted">{hidden.toLocaleString('en')} lines before these are not shown.</p>}
      {lines.slice(hidden).map((stretches, index) => (
        <div key={hidden + index} dir="ltr" className="min-h-4 break-words whitespace-pre-wrap">
          {stretches.map((one, at) =>
            one.kind === 'text' ? (
              <bdi key={at}>{one.text}</bdi>
            ) : (
              <mark key={at} title={`${one.code}: ${one.why}`} className="mx-px rounded bg-warn-tint px-0.5 text-warn">
                {one.code}
              </mark>
            ),
          )}
        </div>
      ))}
    </div>
  );
});
