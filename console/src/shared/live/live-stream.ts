import type { LiveEvent } from './events';

/** `rights`: what the person may hear has changed, so it is to be read again what they may do. */
export type StreamState = 'connecting' | 'open' | 'waiting' | 'absent' | 'signed-out' | 'rights';

export interface LiveStreamDeps {
  /** Address of the stream without its query. */
  readonly url: string;
  /** Asked when a connection has failed for good, as `EventSource` does not tell the status. */
  readonly probe: () => Promise<number>;
  readonly onEvent: (event: LiveEvent) => void;
  readonly onState: (state: StreamState) => void;
  /** The server cannot say any more what was missed: everything shown is to be read again. */
  readonly onGap: () => void;
  readonly open?: (url: string) => EventSource;
  readonly setTimer?: (run: () => void, milliseconds: number) => unknown;
  readonly random?: () => number;
}

export interface LiveStream {
  close(): void;
}

const firstPause = 1000;
const longestPause = 60_000;

/**
 * The server's stream of news, for as long as it is wanted. An `EventSource` gives up for ever after any answer but 200,
 * so a new one is made here, with growing pauses and from the last event that was seen.
 */
export function openLiveStream(deps: LiveStreamDeps): LiveStream {
  const { open = (url) => new EventSource(url, { withCredentials: true }), random = Math.random } = deps;
  const setTimer = deps.setTimer ?? ((run, milliseconds) => setTimeout(run, milliseconds));
  let source: EventSource | undefined;
  let lastId = '';
  let pause = firstPause;
  let isClosed = false;

  const connect = () => {
    if (isClosed) return;
    deps.onState('connecting');
    const query = lastId === '' ? '' : `?${new URLSearchParams({ after: lastId }).toString()}`;
    const opened = open(deps.url + query);
    source = opened;
    opened.onopen = () => {
      pause = firstPause;
      deps.onState('open');
    };
    // Heartbeats move the browser's own position without an event; ours moves with events, and the server knows both.
    const named: Readonly<Record<string, (event: MessageEvent<string>) => void>> = {
      change: receive,
      reload(event) {
        lastId = event.lastEventId || lastId;
        deps.onGap();
      },
      end({ data }) {
        if (data.includes('rights_changed') || data.includes('signed_out')) deps.onState('rights');
      },
    };
    for (const [name, listener] of Object.entries(named)) opened.addEventListener(name, listener as EventListener);
    opened.onerror = () => {
      if (source !== opened || isClosed) return;
      // Refused and broken connections are tried again by the browser itself.
      if (opened.readyState !== 2) return deps.onState('waiting');
      source = undefined;
      void lookWhy();
    };
  };

  const receive = ({ data, lastEventId }: MessageEvent<string>) => {
    if (lastEventId !== '') lastId = lastEventId;
    const event = eventOf(data);
    if (event !== undefined) deps.onEvent(event);
  };

  const lookWhy = async () => {
    const status = await deps.probe().catch(() => 0);
    if (isClosed) return;
    if (status === 401 || status === 403) return deps.onState('signed-out');
    if (status === 404) return deps.onState('absent');
    deps.onState('waiting');
    setTimer(connect, pause * (0.5 + random()));
    pause = Math.min(pause * 2, longestPause);
  };

  connect();
  return {
    close() {
      isClosed = true;
      source?.close();
    },
  };
}

function eventOf(data: string): LiveEvent | undefined {
  try {
    const value: unknown = JSON.parse(data);
    const isChange = typeof value === 'object' && value !== null && 'topic' in value && 'kind' in value;
    return isChange ? (value as LiveEvent) : undefined;
  } catch {
    return undefined;
  }
}
