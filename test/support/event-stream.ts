/** One event of a stream, or an id without one. */
export interface StreamedEvent {
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- events are JSON of any shape
}

export type OpenedStream = Awaited<ReturnType<typeof openEventStream>>;

/** Server-sent events, read as a script reads them. Waits without a limit of its own: the test has one. */
export async function openEventStream(url: string, headers: Readonly<Record<string, string>>) {
  const hangUp = new AbortController();
  const answer = await fetch(url, { signal: hangUp.signal, headers });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let isEnded = false;

  const more = async () => {
    const { value = '', done } = await reader.read();
    text += value;
    isEnded = done;
  };
  const events = () =>
    text
      .split('\n\n')
      .slice(0, -1)
      .map((frame): StreamedEvent => {
        const field = (name: string) =>
          frame
            .split('\n')
            .find((line) => line.startsWith(`${name}: `))
            ?.slice(name.length + 2);
        const data = field('data');
        return {
          event: field('event'),
          id: field('id'),
          data: data === undefined ? undefined : (JSON.parse(data) as unknown),
        };
      });

  return {
    answer,
    hangUp: () => hangUp.abort(),
    /** All text, once this is in it. */
    async until(wanted: string): Promise<string> {
      while (!text.includes(wanted)) {
        if (isEnded) throw new Error(`ended before ${wanted}: ${text}`);
        await more();
      }
      return text;
    },
    /** The first event that is like this, also among those that came before. */
    async event(isWanted: (event: StreamedEvent) => boolean): Promise<StreamedEvent> {
      for (;;) {
        const found = events().find(isWanted);
        if (found !== undefined) return found;
        if (isEnded) throw new Error(`ended before what was waited for: ${text}`);
        await more();
      }
    },
    /** The last id that came. */
    position: () => events().findLast(({ id }) => id !== undefined)?.id,
    events,
    /** All text, once the other end has ended it. */
    async rest(): Promise<string> {
      while (!isEnded) await more();
      return text;
    },
  };
}
