import { CertText } from '../../shared/text/cert-text';
import { hidings, hidingText, placeKey } from './places';
import type { TriggerSet } from './queries';

export interface HidingWarningsProps {
  readonly title?: string;
  /** All sets of one event. */
  readonly sets: readonly TriggerSet[];
  readonly policy: 'replace' | 'combine' | undefined;
  /** Only what has to do with this place. */
  readonly place?: string;
}

/** Says where a set keeps another from running, and what does not run for it. */
export function HidingWarnings({ title, sets, policy, place }: HidingWarningsProps) {
  const found = hidings(sets, policy).filter(
    ({ by, hidden }) => place === undefined || placeKey(by) === place || placeKey(hidden) === place,
  );
  if (found.length === 0) return null;
  return (
    <div role="note" className="rounded-md border border-warn/40 bg-warn-tint p-3 text-sm text-warn">
      {title !== undefined && <p className="font-semibold">{title}</p>}
      <ul className="list-disc pl-5">
        {found.map((hiding) => (
          <li key={`${placeKey(hiding.by)} ${placeKey(hiding.hidden)}`}>
            <CertText>{hidingText(hiding)}</CertText>
          </li>
        ))}
      </ul>
    </div>
  );
}
