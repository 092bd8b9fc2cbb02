import { Link } from '@tanstack/react-router';
import type { Column } from '../../shared/list/list-types';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge } from '../../shared/ui/states';
import type { ScriptRun } from './queries';
import { causeOf, contextWords, durationText, runStatusWords, toneOfRun } from './words';

export const runColumns: readonly Column<ScriptRun>[] = [
  {
    id: 'requestedAt',
    header: 'When',
    width: '9rem',
    cell: ({ runId, requestedAt }) => (
      <Link to="/script-runs/$runId" params={{ runId }} className="block truncate">
        <Time at={requestedAt} />
      </Link>
    ),
  },
  {
    id: 'script',
    header: 'Script',
    width: 'minmax(10rem, 1.5fr)',
    cell: ({ script, version }) =>
      version === null ? (
        <CertText isCut>{script}</CertText>
      ) : (
        <PathLink to={`/scripts/${script}`} className="block truncate">
          {script} <span className="text-muted">version {version}</span>
        </PathLink>
      ),
  },
  {
    id: 'status',
    header: 'State',
    width: '11rem',
    cell: ({ status }) => <Badge tone={toneOfRun(status)}>{runStatusWords(status)}</Badge>,
  },
  {
    id: 'error',
    header: 'Error',
    width: 'minmax(10rem, 2fr)',
    cell: ({ error }) => <CertText isCut>{error?.message}</CertText>,
  },
  {
    id: 'cause',
    header: 'Started by',
    width: 'minmax(10rem, 1fr)',
    cell: ({ trigger }) => {
      const { text, path } = causeOf(trigger);
      return path === undefined ? text : <PathLink to={path}>{text}</PathLink>;
    },
  },
  { id: 'context', header: 'Context', width: '7rem', cell: ({ context }) => contextWords(context) },
  {
    id: 'duration',
    header: 'Took',
    width: '7rem',
    align: 'right',
    cell: ({ durationMs }) => durationText(durationMs),
  },
  {
    id: 'worker',
    header: 'Worker',
    isOptional: true,
    width: '11rem',
    cell: ({ workerIdentity }) => <CertText isCut>{workerIdentity}</CertText>,
  },
  {
    id: 'recipient',
    header: 'Recipient',
    isOptional: true,
    width: '11rem',
    cell: ({ recipient }) => <CertText isCut>{recipient}</CertText>,
  },
  { id: 'runtime', header: 'Runtime', isOptional: true, width: '7rem', cell: ({ runtime }) => runtime },
  { id: 'attempt', header: 'Attempt', isOptional: true, width: '6rem', align: 'right', cell: ({ attempt }) => attempt },
  {
    id: 'exitCode',
    header: 'Exit code',
    isOptional: true,
    width: '6rem',
    align: 'right',
    cell: ({ exitCode }) => exitCode ?? '–',
  },
];
