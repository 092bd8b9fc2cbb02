import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { Badge } from '../../shared/ui/states';
import type { LintFinding } from './queries';
import { lintedByWords } from './words';

export interface FindingsProps {
  readonly findings: readonly LintFinding[];
  readonly lintedBy: string | undefined;
  /** Goes to a line of the text. */
  readonly onLine: (line: number) => void;
}

const tones = { error: 'bad', warning: 'warn', info: 'neutral' } as const;

/** What the linter has found, each with its line and what to write instead. */
export function Findings({ findings, lintedBy, onLine }: FindingsProps) {
  const how = lintedBy === undefined ? 'Being looked at …' : `The text was ${lintedByWords[lintedBy] ?? lintedBy}.`;
  return (
    <section aria-label="Findings of the linter" className="flex flex-col gap-2 text-sm">
      <p className="text-muted" role="status">
        {findings.length === 0 ? `No findings. ${how}` : `${findings.length.toLocaleString('en')} findings. ${how}`}
      </p>
      <ul className="flex flex-col gap-1">
        {findings.map(({ rule, severity, line, message, instead }, index) => (
          <li key={index} className="flex flex-wrap items-baseline gap-2">
            <Badge tone={tones[severity]}>{severity}</Badge>
            <Button kind="quiet" onPress={() => onLine(line)}>
              Line {line}
            </Button>
            <span className="min-w-0 flex-1 basis-60">
              <span className="font-mono text-xs">{rule}</span> <CertText>{message}</CertText>
              {instead !== '' && (
                <>
                  {' '}
                  <span className="text-muted">
                    Instead: <CertText>{instead}</CertText>
                  </span>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
