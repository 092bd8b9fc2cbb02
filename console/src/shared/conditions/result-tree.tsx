import { CertText } from '../text/cert-text';
import { valueText, wordsOf } from '../text/words';
import { useTimeZone } from '../preferences';
import { withExactTimes } from '../text/times';
import { classes } from '../ui/classes';
import { operatorWords } from './fields';
import { readCondition, type ConditionNode, type LeafNode, type Truth } from './results';

interface Look {
  readonly sign: string;
  readonly words: string;
  readonly look: string;
}

/** Signs and words say what colours only repeat; an error looks like nothing else. */
const looks: Readonly<Record<Truth, Look>> = {
  true: { sign: '✓', words: 'holds', look: 'border-good bg-good-tint text-good' },
  false: { sign: '✗', words: 'does not hold', look: 'border-edge bg-sunken text-ink' },
  error: { sign: '!', words: 'could not be decided', look: 'border-dashed border-danger bg-danger-tint text-danger' },
  unknown: { sign: '–', words: 'was not looked at', look: 'border-line bg-surface text-muted' },
};

const groupWords = { all: 'All of these', any: 'Any of these', not: 'Not this' } as const;

export interface ConditionTreeProps {
  readonly condition: unknown;
  /** The values that were looked at are not kept. */
  readonly isConcealed?: boolean;
  /** The condition alone, without results. */
  readonly isPlain?: boolean;
}

/** The condition as a tree, each part with what it came to. */
export function ConditionTree({ condition, isConcealed = false, isPlain = false }: ConditionTreeProps) {
  const root = readCondition(condition);
  if (root === undefined) return <p className="text-sm text-muted">It has no condition: it takes everything.</p>;
  return (
    <ul aria-label="Condition" className="text-sm">
      {isPlain ? <PlainNode node={root} /> : <Node node={root} isConcealed={isConcealed} />}
    </ul>
  );
}

function Node({ node, isConcealed }: { readonly node: ConditionNode; readonly isConcealed: boolean }) {
  if (node.kind === 'leaf') return <LeafItem leaf={node} isConcealed={isConcealed} />;
  return (
    <li className="py-0.5">
      <span className="inline-flex items-center gap-2">
        <Sign truth={node.truth} />
        <span className="font-medium">{groupWords[node.kind]}</span>
        <span className="text-xs text-muted">{looks[node.truth].words}</span>
      </span>
      <ul className="ml-2.5 border-l border-line pl-4">
        {node.children.map((child, index) => (
          <Node key={index} node={child} isConcealed={isConcealed} />
        ))}
      </ul>
    </li>
  );
}

function PlainNode({ node }: { readonly node: ConditionNode }) {
  if (node.kind === 'leaf') {
    const { source, field, operator, wanted } = node;
    return (
      <li className="py-0.5">
        {source !== 'property' && `${wordsOf(source)} `}
        <span className="font-medium">
          <CertText>{fieldWords(source, field)}</CertText>
        </span>{' '}
        {operatorWords(operator)} {wanted !== undefined && <ValueOf>{wanted}</ValueOf>}
      </li>
    );
  }
  return (
    <li className="py-0.5">
      <span className="font-medium">{groupWords[node.kind]}</span>
      <ul className="ml-2 border-l border-line pl-3">
        {node.children.map((child, index) => (
          <PlainNode key={index} node={child} />
        ))}
      </ul>
    </li>
  );
}

function LeafItem({ leaf, isConcealed }: { readonly leaf: LeafNode; readonly isConcealed: boolean }) {
  const { truth, source, field, operator, wanted, actual, reason, errorCode, message } = leaf;
  const { words, look } = looks[truth];
  const zone = useTimeZone();
  return (
    <li className="py-1">
      <div className={classes('flex flex-wrap items-baseline gap-x-3 gap-y-1 rounded-md border px-2 py-1', look)}>
        <Sign truth={truth} />
        <span className="font-medium">
          {source !== 'property' && <span className="font-normal">{wordsOf(source)} </span>}
          <CertText>{fieldWords(source, field)}</CertText> {operatorWords(operator)}
        </span>
        {wanted !== undefined && (
          <span>
            wanted: <ValueOf>{wanted}</ValueOf>
          </span>
        )}
        {truth !== 'unknown' && (
          <span>
            actual:{' '}
            {actual === null || actual === undefined ? (
              isConcealed ? (
                'not kept'
              ) : (
                'nothing'
              )
            ) : (
              <ValueOf>{actual}</ValueOf>
            )}
          </span>
        )}
        <span className="font-medium">{words}</span>
      </div>
      {reason !== undefined && (
        <p className="mt-0.5 pl-2 text-xs text-muted">
          <CertText>{withExactTimes(reason, zone)}</CertText>
        </p>
      )}
      {truth === 'error' && (
        <p className="mt-0.5 pl-2 text-xs text-danger">
          <CertText>{[errorCode, message].filter((part) => part !== undefined).join(': ')}</CertText>
        </p>
      )}
    </li>
  );
}

function ValueOf({ children }: { readonly children: unknown }) {
  const zone = useTimeZone();
  const text = valueText(children);
  const shown = withExactTimes(text, zone);
  return (
    <span {...(shown === text ? {} : { title: text })}>
      <CertText isMono>{shown}</CertText>
    </span>
  );
}

/** Properties have codes; what people have named is shown as they named it. */
function fieldWords(source: string, field: string): string {
  return source === 'property' ? wordsOf(field) : field;
}

function Sign({ truth }: { readonly truth: Truth }) {
  const { sign, look } = looks[truth];
  return (
    <span
      aria-hidden="true"
      className={classes('inline-flex size-5 shrink-0 items-center justify-center rounded-full border text-xs', look)}
    >
      {sign}
    </span>
  );
}
