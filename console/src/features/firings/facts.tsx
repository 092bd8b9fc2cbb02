import { Link } from '@tanstack/react-router';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { CopyButton } from '../../shared/text/copy-button';
import { Time } from '../../shared/text/time';
import { Fact, Facts } from '../../shared/ui/facts';
import { ObjectLink } from '../../shared/shell/object-link';
import type { Firing } from './queries';
import { valueText, wordsOf } from '../../shared/text/words';
import { actionsText, durationText, subjectName } from './words';

/** When, to what, by whom, by which sets, and what else is known of a firing. */
export function FiringFacts({ firing }: { readonly firing: Firing }) {
  const { firingId, subject, actor, occurredAt, durationMs, counts, sets, policy, uploadId, alert, links } = firing;
  const { repeatCount, lastFiredAt, message, particulars, replay, replayOf } = firing;
  return (
    <Facts>
      <Fact name="When">
        <Time at={occurredAt} form="both" />
      </Fact>
      <Fact name="To what">
        {subject.uuid === null ? (
          <CertText>{subjectName(subject)}</CertText>
        ) : (
          <>
            <ObjectLink resource={subject.resource} uuid={subject.uuid} name={subjectName(subject)} />{' '}
            <PathLink
              to={`/event-history?resource=${subject.resource}&objectUuid=${subject.uuid}`}
              className="text-xs underline"
            >
              everything that happened to it
            </PathLink>
          </>
        )}
      </Fact>
      <Fact name="Caused by">
        <ObjectLink resource="users" uuid={actor.uuid} name={actor.name} />
      </Fact>
      <Fact name="Took">
        {durationText(durationMs)}
        {firing.finishedAt === null && ' (it has not finished)'}
      </Fact>
      <Fact name="Rules asked">
        {counts.evaluated.toLocaleString('en')}, {counts.matched.toLocaleString('en')} matched
        {counts.errors > 0 && <span className="text-danger">, {counts.errors} could not be decided</span>}
      </Fact>
      <Fact name="Actions">{actionsText(counts) || 'none'}</Fact>
      <Fact name="Rules came from">
        {sets.length === 0 ? (
          'nowhere: no set was attached'
        ) : (
          <ul>
            {sets.map(({ resource, objectUuid, objectName }) => (
              <li key={`${resource} ${objectUuid}`}>
                {objectUuid === null ? (
                  'the platform'
                ) : (
                  <>
                    {wordsOf(resource)} <ObjectLink resource={resource} uuid={objectUuid} name={objectName} />
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
        {sets.length > 0 && (
          <span className="text-xs text-muted">
            {policy === 'combine' ? 'sets of all places together' : 'the nearest set in place of the others'}
          </span>
        )}
      </Fact>
      {message !== null && (
        <Fact name="Message">
          <CertText>{message}</CertText>
        </Fact>
      )}
      {Object.entries(particulars).map(([field, value]) => (
        <Fact key={field} name={sentenceCase(wordsOf(field))}>
          <CertText>{valueText(value)}</CertText>
        </Fact>
      ))}
      {repeatCount > 1 && (
        <Fact name="Happened">
          {repeatCount.toLocaleString('en')} times alike, last <Time at={lastFiredAt} />
        </Fact>
      )}
      {uploadId !== null && (
        <Fact name="Upload">
          <ObjectLink resource="uploads" uuid={uploadId} name={null} />
        </Fact>
      )}
      {alert !== null && (
        <Fact name="Alert">
          <ObjectLink resource="alerts" uuid={alert.uuid} name={alert.name} /> version {alert.version}
          {alert.threshold !== null && `, at ${alert.threshold} days`}
        </Fact>
      )}
      {replayOf !== null && (
        <Fact name="Replay of">
          <Link to="/event-history/$firingId" params={{ firingId: replayOf }} className="underline">
            the original
          </Link>
          {replay !== null && ` by ${replay.triggers} triggers, notices: ${replay.notifications}`}
        </Fact>
      )}
      <Fact name="Id">
        <span className="inline-flex items-center gap-1">
          <code className="font-mono text-xs break-all">{firingId}</code>
          <CopyButton text={firingId} what="the id of the event" />
        </span>
      </Fact>
      {links.run !== null && (
        <Fact name="Workflow run">
          <a href={links.run} target="_blank" rel="noopener noreferrer" className="underline">
            Open the run in Temporal
          </a>
        </Fact>
      )}
    </Facts>
  );
}

function sentenceCase(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
