import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { classes } from '../../shared/ui/classes';
import type { Firing } from './queries';
import { eventName } from '../../shared/text/event-names';

/** What led to the firing and what was done again because of it, as a row of boxes in the order of time. */
export function CauseChain({ firing }: { readonly firing: Firing }) {
  const { causes, event, replayOf, replays } = firing;
  return (
    <ol aria-label="Causes, the first one in front" className="flex flex-wrap items-center gap-y-2 text-sm">
      {[...causes].reverse().map((cause, index) => (
        <Box key={cause.firingId} isFirst={index === 0} note={index === 0 ? 'began here' : 'caused by it'}>
          <FiringLink firingId={cause.firingId}>{eventName(cause.event)}</FiringLink>
        </Box>
      ))}
      {replayOf !== null && (
        <Box isFirst={causes.length === 0} note="the original">
          <FiringLink firingId={replayOf}>{eventName(event)}</FiringLink>
        </Box>
      )}
      <Box isFirst={causes.length === 0 && replayOf === null} isThis note="this one">
        <span aria-current="true" className="font-semibold">
          {eventName(event)}
        </span>
      </Box>
      {replays.map((firingId, index) => (
        <Box key={firingId} note="done again">
          <FiringLink firingId={firingId}>Replay {index + 1}</FiringLink>
        </Box>
      ))}
    </ol>
  );
}

function FiringLink({ firingId, children }: { readonly firingId: string; readonly children: ReactNode }) {
  return (
    <Link to="/event-history/$firingId" params={{ firingId }} className="underline">
      {children}
    </Link>
  );
}

interface BoxProps {
  readonly isFirst?: boolean;
  readonly isThis?: boolean;
  readonly note: string;
  readonly children: ReactNode;
}

function Box({ isFirst = false, isThis = false, note, children }: BoxProps) {
  return (
    <li className="flex items-center">
      {!isFirst && (
        <span aria-hidden="true" className="px-2 text-muted">
          →
        </span>
      )}
      <span className={classes('rounded-md border px-3 py-1', isThis ? 'border-accent bg-accent-tint' : 'border-line')}>
        {children}
        <span className="block text-xs text-muted">{note}</span>
      </span>
    </li>
  );
}
