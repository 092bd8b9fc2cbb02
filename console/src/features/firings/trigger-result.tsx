import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Badge } from '../../shared/ui/states';
import { ActionResult } from './action-result';
import { ConditionTree } from '../../shared/conditions/result-tree';
import { wouldHaveMatched } from '../../shared/conditions/results';
import { ObjectLink } from '../../shared/shell/object-link';
import type { FiringTrigger } from './queries';
import { wordsOf } from '../../shared/text/words';
import { durationText, resultOf } from './words';

/** What one trigger said, why, and what it did. */
export function TriggerResult({
  trigger,
  isConcealed = false,
}: {
  readonly trigger: FiringTrigger;
  readonly isConcealed?: boolean;
}) {
  const { uuid, name, version, kind, origin, configuredBy, result, rejectedByError, explain, actions } = trigger;
  const { words, tone } = resultOf(result);
  const other = result === 'not_matched' || result === 'error' ? wouldHaveMatched(trigger.condition) : undefined;
  return (
    <article aria-label={`Trigger ${name ?? uuid}`} className="rounded-md border border-line p-3">
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-sm">
        <h3 className="font-semibold">
          <ObjectLink resource="triggers" uuid={uuid} name={name} />
        </h3>
        <Badge tone={tone}>{words}</Badge>
        {rejectedByError && <Badge tone="bad">counts as a match, as it could not be decided</Badge>}
        <span className="text-muted">
          {kind === 'ignore' ? 'ignore trigger' : `${kind} trigger`}
          {version !== null && version > 0 && `, version ${version}`}
          {version === 0 && ', not saved'}, took {durationText(trigger.durationMs)}
        </span>
        {version !== 0 && (
          <PathLink to={`/event-history?trigger=${uuid}`} className="underline">
            Everything it matched
          </PathLink>
        )}
      </header>
      <p className="mt-1 text-sm">
        <CertText>{explain}</CertText>
      </p>
      {other !== undefined && (
        <p className="mt-1 text-sm text-muted">
          <CertText>{other}</CertText>
        </p>
      )}
      <div className="mt-2">
        <ConditionTree condition={trigger.condition} isConcealed={isConcealed} />
      </div>
      {actions.length > 0 && (
        <ol aria-label="Actions" className="mt-3 flex flex-col gap-2">
          {actions.map((action) => (
            <ActionResult key={action.id} action={action} />
          ))}
        </ol>
      )}
      {(origin !== null || configuredBy !== null) && (
        <p className="mt-2 text-xs text-muted">
          {origin !== null && (
            <>
              From the set of{' '}
              {origin.objectUuid === null ? (
                wordsOf(origin.resource)
              ) : (
                <>
                  {wordsOf(origin.resource)}{' '}
                  <ObjectLink resource={origin.resource} uuid={origin.objectUuid} name={origin.objectName} />
                </>
              )}
            </>
          )}
          {configuredBy !== null && (
            <>
              , attached by <ObjectLink resource="users" uuid={configuredBy.uuid} name={configuredBy.name} />
            </>
          )}
        </p>
      )}
    </article>
  );
}
