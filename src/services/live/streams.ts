import { CertloomError } from '../../domain/problem';
import { foldChanges, type Notice } from '../../domain/live/change';
import { eventFrame, heartbeat, opening, retryFrame, type EndReason } from '../../domain/live/frames';
import { identityTopics, type Topic } from '../../domain/live/topics';
import type { ChangeLog } from '../../store/live/change-log';
import type { Metrics } from '../../telemetry/metrics';
import type { ServiceLogger } from '../logger';
import { textFor, textUpTo, type Listener, type LiveOwner } from './listener';
import { createLiveReader } from './reader';
import { createRights } from './rights';

export interface LiveLimits {
  /** Streams of a process, and of one person among them. */
  readonly streams: number;
  readonly perUser: number;
  /** What may wait for a listener that does not read, in bytes. */
  readonly pendingBytes: number;
  /** Changes that a listener has missed and is told of; with more it reads everything again. */
  readonly missed: number;
  /** Between two signs of life; each listener has them at other moments. */
  readonly beatMs: { readonly least: number; readonly most: number };
}

export const liveLimits: LiveLimits = {
  streams: 2_000,
  perUser: 200,
  pendingBytes: 64 * 1024,
  missed: 5_000,
  beatMs: { least: 15_000, most: 20_000 },
};

export interface LiveDeps {
  readonly log: Pick<ChangeLog, 'behind' | 'bounds' | 'follow'>;
  readonly metrics: Pick<Metrics, 'gauge' | 'counter'>;
  readonly logger: ServiceLogger;
  readonly now: () => Date;
  /** What is remembered of callers counts no longer: keys, users or roles changed, here or elsewhere. */
  readonly forgetCallers: () => void;
  readonly limits?: LiveLimits;
  readonly random?: () => number;
  readonly everyMs?: number;
}

/** How a stream ended, as it is counted: by us with what was told, by the listener, or because it did not read. */
type Ending = EndReason | 'left' | 'slow' | 'expired';
const endings: readonly Ending[] = ['left', 'slow', 'expired', 'stopping', 'rights_changed', 'signed_out', 'failed'];

interface Stream extends Listener {
  /** All up to this number was told. */
  position: number;
  isBehind: boolean;
  nextBeat: number;
}

/** What was read of the log when a stream was admitted. */
export interface Admission {
  readonly before: number;
}

export interface OpenStream {
  /** The connection is gone. */
  left(): void;
}

const tickMs = 1_000;
const destroyAfterMs = 5_000;
const replayPage = 500;

/** The open streams of a process. */
export function createLiveStreams(deps: LiveDeps) {
  const { log, metrics, logger, now, limits = liveLimits, random = Math.random } = deps;
  const streams = new Set<Stream>();
  let isStopping = false;
  let ticking: NodeJS.Timeout | undefined;
  const ended = metrics.counter(
    'live_streams_ended_total',
    'Streams of changes that ended, by how.',
    ['reason'],
    endings.map((reason) => ({ reason })),
  );
  const open = metrics.gauge('live_streams', 'Streams of changes that are open in this process.');
  open.set(0);
  const reader = createLiveReader({
    log,
    tell,
    logger,
    ...(deps.everyMs === undefined ? {} : { everyMs: deps.everyMs }),
  });
  const rights = createRights({
    listeners: () => [...streams],
    forgetCallers: deps.forgetCallers,
    end: (stream) => end(stream, 'rights_changed'),
    logger,
    now,
  });

  function tell(notices: readonly Notice[], upTo: number): void {
    const changes = foldChanges(notices);
    for (const stream of streams) {
      if (stream.isBehind || stream.position >= upTo) continue;
      stream.position = upTo;
      say(stream, textFor(stream, changes, upTo));
    }
    // What is new ends nobody: most of it is people who sign in.
    if (changes.some(({ topic, kind }) => identityTopics.has(topic) && kind !== 'created')) rights.lookAgain();
  }

  function say(stream: Stream, text: string): void {
    if (text === '' || !streams.has(stream)) return;
    stream.sink.write(text);
    // Writing says nothing of whether anybody reads: the buffer of a connection takes megabytes before it says no.
    if (stream.sink.pending > limits.pendingBytes) remove(stream, 'slow')?.sink.destroy();
  }

  function remove(stream: Stream, ending: Ending): Stream | undefined {
    if (!streams.delete(stream)) return undefined;
    ended.inc({ reason: ending });
    open.set(streams.size);
    if (streams.size === 0) {
      clearInterval(ticking);
      ticking = undefined;
      void reader.rest();
    }
    return stream;
  }

  function end(stream: Stream, reason: EndReason, ending: Ending = reason): void {
    if (remove(stream, ending) === undefined) return;
    const { sink } = stream;
    sink.write(retryFrame(random()) + eventFrame('end', { reason }));
    sink.end();
    setTimeout(() => sink.destroy(), destroyAfterMs).unref();
  }

  /** Each second those whose turn it is: the moments differ, so that thousands are not written to in one go. */
  function tick(): void {
    const time = now().getTime();
    for (const stream of streams) {
      if (stream.validUntil !== undefined && stream.validUntil.getTime() <= time) end(stream, 'signed_out', 'expired');
      else if (stream.nextBeat <= time && !stream.isBehind) {
        stream.nextBeat = nextBeat(time);
        say(stream, heartbeat(stream.position));
      }
    }
    rights.tick();
  }

  function nextBeat(time: number): number {
    const { least, most } = limits.beatMs;
    // One tick is lost at most.
    return time + least + random() * Math.max(0, most - least - tickMs);
  }

  function assertRoom({ user }: LiveOwner): void {
    const isFull =
      streams.size >= limits.streams ||
      [...streams].filter(({ owner }) => owner.user === user).length >= limits.perUser;
    if (!isFull && !isStopping) return;
    const detail = isStopping
      ? 'The service is being stopped.'
      : 'Too many streams of changes are open; close one, or try again later.';
    throw new CertloomError('overloaded', detail, { retryAfterSeconds: 5 + Math.floor(random() * 25) });
  }

  /** From where a listener was to where all others are. */
  async function catchUp(stream: Stream, after: number, before: number): Promise<void> {
    const missed: Notice[] = [];
    let position = after;
    let isKnown = after >= before;
    let hasMore = true;
    // What others were told while this was read must have been read, too.
    while (isKnown && (hasMore || position < reader.told())) {
      const page = await log.behind(position, replayPage);
      missed.push(...page.notices);
      position = page.upTo;
      hasMore = page.hasMore;
      isKnown = missed.length <= limits.missed;
    }
    if (!isKnown) position = reader.told();
    stream.position = position;
    stream.isBehind = false;
    say(
      stream,
      isKnown ? textUpTo(stream, foldChanges(missed), position) : eventFrame('reload', { reason: 'too_old' }, position),
    );
  }

  return {
    /**
     * Whether one more may be opened, before anything of it is sent. Throws `overloaded`, and what the database throws when
     * it is away: a stream that could tell nothing is not begun.
     */
    async admit(owner: LiveOwner): Promise<Admission> {
      assertRoom(owner);
      const [{ before }] = await Promise.all([log.bounds(), reader.begin()]);
      assertRoom(owner);
      return { before };
    },

    /** Begins a stream. @param after what the listener knows: a number, `unknown` where it makes no sense, or from now on */
    open(listener: Listener, { before }: Admission, after: number | 'unknown' | undefined): OpenStream {
      const time = now().getTime();
      const stream: Stream = { ...listener, position: 0, isBehind: true, nextBeat: nextBeat(time) };
      streams.add(stream);
      open.set(streams.size);
      ticking ??= setInterval(tick, tickMs).unref();
      say(stream, opening + retryFrame(random()));
      begin(stream, before, after).catch((error: unknown) => {
        logger.warn({ err: error }, 'a stream of changes could not begin');
        end(stream, 'failed');
      });
      return { left: () => void remove(stream, 'left') };
    },

    /** Ends at once what belongs to this key, session or person; for what ends them in this process. */
    end(whose: Partial<LiveOwner>): void {
      const wanted = Object.entries(whose) as [keyof LiveOwner, string][];
      if (wanted.length === 0) return;
      for (const stream of [...streams]) {
        if (wanted.every(([member, value]) => stream.owner[member] === value)) end(stream, 'signed_out');
      }
    },

    /** Ends all, each with another moment to come back, and takes no more. */
    async stop(): Promise<void> {
      isStopping = true;
      for (const stream of [...streams]) end(stream, 'stopping');
      await reader.rest();
    },

    count: () => streams.size,
  };

  async function begin(stream: Stream, before: number, after: number | 'unknown' | undefined): Promise<void> {
    const topics: Topic[] = [...stream.topics];
    await reader.begin();
    const position = reader.told();
    // A number that was not given yet is of another database.
    if (typeof after === 'number' && after <= position) {
      say(stream, eventFrame('ready', { topics }));
      return catchUp(stream, after, before);
    }
    stream.position = position;
    stream.isBehind = false;
    const reload = after === undefined ? '' : eventFrame('reload', { reason: 'unknown' }, position);
    say(stream, eventFrame('ready', { topics }, position) + reload);
  }
}

export type LiveStreams = ReturnType<typeof createLiveStreams>;
