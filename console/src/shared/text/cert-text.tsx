import { classes } from '../ui/classes';
import { hasPunycode, mixedScripts, stretchesOf } from './marks';

export interface CertTextProps {
  readonly children: string | null | undefined;
  readonly isMono?: boolean;
  /** Cut at the end of its line; the whole text is its title. */
  readonly isCut?: boolean;
  readonly className?: string;
}

/**
 * Text from a certificate or from anybody else: data, never markup. Characters that cannot be seen or turn the direction
 * of what follows are shown by their code points, letters of mixed scripts are pointed at.
 */
export function CertText({ children, isMono, isCut, className }: CertTextProps) {
  if (children === null || children === undefined || children === '') return <span className="text-muted">–</span>;
  const stretches = stretchesOf(children);
  const mixed = mixedScripts(children);
  const isCoded = hasPunycode(children);
  return (
    <bdi
      className={classes(
        isMono === true && 'font-mono text-[0.92em]',
        isCut === true ? 'block truncate' : 'break-words',
        className,
      )}
      {...(isCut === true
        ? { title: stretches.map((one) => (one.kind === 'mark' ? `[${one.code}]` : one.text)).join('') }
        : {})}
    >
      {stretches.map((one, index) =>
        one.kind === 'text' ? (
          one.text
        ) : (
          <mark
            key={index}
            title={`${one.code}: ${one.why}`}
            className="mx-px rounded bg-warn-tint px-0.5 font-mono text-xs text-warn"
          >
            {one.code}
          </mark>
        ),
      )}
      {mixed !== undefined && <Hint text={`mixed letters: ${mixed.join(', ')}`} />}
      {isCoded && <Hint text="punycode" />}
    </bdi>
  );
}

function Hint({ text }: { readonly text: string }) {
  return <span className="ml-1 rounded bg-warn-tint px-1 text-xs text-warn">{text}</span>;
}
